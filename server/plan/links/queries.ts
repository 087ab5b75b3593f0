import { isId } from '#domain/ids.ts';
import type { Lang } from '#domain/person/lang.ts';
import type { PlanLink, PlanLinkId } from '#domain/plan/links.ts';
import type { Outline } from '#domain/plan/outline.ts';
import { limits, type RateLimits } from '../../auth/rate-limits.ts';
import { findActor } from '../../auth/sign-in.ts';
import type { Clock, ReadContext } from '../../context.ts';
import { sql, type Database } from '../../db/database.ts';
import { hashToken } from '../../invitation/token.ts';
import { roomAccess } from '../../room/access.ts';
import { outlineFor } from '../export/queries.ts';

/** A room's public links that still work, the newest first. Those who may share the plan. */
export async function links(ctx: ReadContext, roomId: string): Promise<PlanLink[]> {
  const access = await roomAccess(ctx, roomId, 'sharePlan');
  return livingLinks(ctx, access.roomId);
}

/** The same for who has proved the right. */
export async function livingLinks({ db, now }: ReadContext, roomId: string): Promise<PlanLink[]> {
  const rows = await db
    .selectFrom('plan_link')
    .innerJoin('person', 'person.id', 'plan_link.made_by')
    .where('room_id', '=', roomId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('made_at', 'desc')
    .orderBy('plan_link.id', 'desc')
    .select(['plan_link.id', 'person.name', 'made_at', 'expires_at', 'last_opened_at'])
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id as PlanLinkId, madeBy: row.name, madeAt: row.made_at, expiresAt: row.expires_at },
    lastOpenedAt: row.last_opened_at,
  }));
}

/** The door for readers outside: whoever holds a link reads the plan as it stands, without anybody's name. */
export function createPlanDoor({ db, clock, tries }: { db: Database; clock: Clock; tries: RateLimits }) {
  return {
    /**
     * Null for a link that is none (any more): expired, taken back, or its maker may not share the plan any longer. Somebody who guesses
     * on and on gets `too_many`.
     */
    async open(token: string, lang: Lang, address: string): Promise<Outline | null> {
      const opened = await openedBy(db, clock.now(), token);
      if (!opened) await tries.take(limits.link, address);
      return opened && outlineFor(opened.ctx, opened.roomId, { lang, zone: opened.zone, nameless: true });
    },
    /** A picture (JPEG) that stands in a note of that plan. Null for any other, and where `open` says so. */
    async picture(token: string, id: string, address: string): Promise<Uint8Array | null> {
      const opened = await openedBy(db, clock.now(), token);
      if (!opened) await tries.take(limits.link, address);
      return opened && isId(id) ? pictureIn(db, opened.roomId, id.toLowerCase()) : null;
    },
  };
}

/** The room a link leads to, with the eyes of who made it. */
async function openedBy(db: Database, now: Date, token: string) {
  const row = await db
    .selectFrom('plan_link')
    .where('token_hash', '=', hashToken(token))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .select(['id', 'room_id', 'made_by'])
    .executeTakeFirst();
  const actor = row && (await findActor(db, row.made_by, ''));
  if (!row || !actor) return null;
  const ctx = { db, actor, now };
  const access = await roomAccess(ctx, row.room_id, 'sharePlan').catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'not_found') return null;
    throw error;
  });
  if (!access) return null;
  // Whether a link is in use is worth knowing to the hour; nothing of the plan is written.
  await db
    .updateTable('plan_link')
    .set({ last_opened_at: now })
    .where('id', '=', row.id)
    .where((eb) =>
      eb.or([
        eb('last_opened_at', 'is', null),
        eb('last_opened_at', '<', new Date(now.getTime() - 3_600_000)),
      ]),
    )
    .execute();
  return { ctx, roomId: row.room_id, zone: access.zone };
}

/** Only what the page shows: other pictures of the room are the room's own. */
async function pictureIn(db: Database, roomId: string, id: string): Promise<Uint8Array | null> {
  const row = await db
    .selectFrom('image')
    .where('image.id', '=', id)
    .where('image.room_id', '=', roomId)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('document as notes')
          .innerJoin('plan_note', 'plan_note.document_id', 'notes.id')
          .innerJoin('document as plan', 'plan.room_id', 'notes.room_id')
          .innerJoin('plan_card', (join) =>
            join
              .onRef('plan_card.document_id', '=', 'plan.id')
              .onRef('plan_card.card_id', '=', 'plan_note.card_id'),
          )
          .where('notes.room_id', '=', roomId)
          .where('notes.kind', '=', 'notes')
          .where('plan.kind', '=', 'plan')
          .where('plan_card.deleted_at', 'is', null)
          .where(sql<boolean>`plan_note.body::text LIKE ${`%${id}%`}`)
          .select('plan_note.card_id'),
      ),
    )
    .select('bytes')
    .executeTakeFirst();
  return row ? new Uint8Array(row.bytes) : null;
}
