import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type * as v from 'valibot';
import { isClosed } from '#domain/commitment/commitment.ts';
import type { makeFeed } from '#domain/calendar/schemas.ts';
import { newId } from '#domain/ids.ts';
import type { Actor } from '#domain/person/actor.ts';
import { findActor } from '../auth/sign-in.ts';
import { createRateLimits, limits } from '../auth/rate-limits.ts';
import { mine } from '../commitment/queries.ts';
import type { Clock, ReadContext, WriteContext } from '../context.ts';
import type { Database } from '../db/database.ts';
import { recordAudit } from '../event/audit.ts';
import { hashToken, newToken } from '../invitation/token.ts';
import { languages } from '../messaging/letter.ts';
import { writeEventFile } from './event-file.ts';
import { eventOf } from './subject.ts';

/** Sessions that are over stay in the calendar for so many days. */
const LOOK_BACK = 90;

/** Whether the actor has a calendar address, since when, and with what. The address itself is known to nobody but them. */
export async function feedState({ db, actor }: ReadContext) {
  const row = await db
    .selectFrom('calendar_feed')
    .where('person_id', '=', actor.personId)
    .where('revoked_at', 'is', null)
    .select(['made_at', 'with_due'])
    .executeTakeFirst();
  return row ? { madeAt: row.made_at, withDue: row.with_due } : null;
}

/** Makes the actor's secret calendar address; an earlier one stops working. Answers its last part, this once. */
export async function makeOwnFeed(
  ctx: WriteContext,
  { withDue }: v.InferOutput<typeof makeFeed>,
): Promise<string> {
  await revoke(ctx);
  const token = newToken();
  await ctx.trx
    .insertInto('calendar_feed')
    .values({
      ...{ id: newId(), person_id: ctx.actor.personId, token_hash: hashToken(token) },
      ...{ made_at: ctx.now, with_due: withDue },
    })
    .execute();
  await recordAudit(ctx.trx, {
    kind: 'calendar_feed_made',
    personId: ctx.actor.personId,
    at: ctx.now,
    ...ctx.actor.from,
  });
  return token;
}

/** Ends the actor's calendar address. */
export async function endOwnFeed(ctx: WriteContext): Promise<void> {
  if ((await revoke(ctx)) > 0)
    await recordAudit(ctx.trx, {
      kind: 'calendar_feed_ended',
      personId: ctx.actor.personId,
      at: ctx.now,
      ...ctx.actor.from,
    });
}

async function revoke({ trx, actor, now }: WriteContext): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('calendar_feed')
    .set({ revoked_at: now })
    .where('person_id', '=', actor.personId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

export interface Feed {
  content: string;
  etag: string;
  changedAt: Date;
}

/** The door for calendar programs: whoever holds the address gets what its person may see now, and nothing else. */
export function createFeeds({ db, clock, origin }: { db: Database; clock: Clock; origin: string }) {
  const tries = createRateLimits(db);
  return {
    /** Null for an address that is none (any more). Somebody who guesses on and on gets `too_many`. */
    async open(token: string, address: string): Promise<Feed | null> {
      const row = await db
        .selectFrom('calendar_feed')
        .where('token_hash', '=', hashToken(token))
        .where('revoked_at', 'is', null)
        .select(['person_id', 'with_due', 'made_at'])
        .executeTakeFirst();
      const actor = row && (await findActor(db, row.person_id, ''));
      if (!row || !actor || actor.guestOf) {
        await tries.take(limits.link, address);
        return null;
      }
      const ctx = { db, actor, now: clock.now() };
      const sessions = await sessionsOf(ctx);
      const changedAt = new Date(
        Math.max(row.made_at.getTime(), ...sessions.map((one) => one.changed.getTime())),
      );
      const content = await write(ctx, { sessions, withDue: row.with_due, changedAt, origin });
      return { content, changedAt, etag: `"${createHash('sha256').update(content).digest('base64url')}"` };
    },
  };
}

async function write(
  ctx: ReadContext,
  {
    sessions,
    withDue,
    changedAt,
    origin,
  }: { sessions: Sessions; withDue: boolean; changedAt: Date; origin: string },
): Promise<string> {
  const language = languages[ctx.actor.lang];
  const open = withDue ? (await mine(ctx)).filter((item) => !isClosed(item.state)) : [];
  return writeEventFile(
    {
      method: 'PUBLISH',
      name: 'Twinward',
      events: sessions.map((session) =>
        eventOf(
          { ...session, startsAt: session.starts_at, cancelled: session.cancelled_at !== null },
          { roomName: session.room_name, sequence: session.sequence },
        ),
      ),
      due: open.map((item) => ({
        uid: `due-${item.id}`,
        title: language.file.due(item.text),
        day: item.dueOn,
        path: `/commitments/${item.id}`,
      })),
    },
    // A file that says the same is the same, byte for byte: calendars then fetch nothing.
    { origin, from: '', words: { ...language.file, colon: language.colon }, stamp: changedAt },
  );
}

type Sessions = Awaited<ReturnType<typeof sessionsOf>>;

/** The sessions of the rooms that the actor is in at this moment, by time, called off ones too. */
const sessionsOf = ({ db, actor, now }: { db: Database | ReadContext['db']; actor: Actor; now: Date }) =>
  db
    .selectFrom('session')
    .innerJoin('room', 'room.id', 'session.room_id')
    .innerJoin('room_member', 'room_member.room_id', 'session.room_id')
    .where('room_member.person_id', '=', actor.personId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('room_institution')
            .whereRef('room_institution.room_id', '=', 'room_member.room_id')
            .whereRef('room_institution.institution_id', '=', 'room_member.institution_id')
            .where('room_institution.left_at', 'is not', null)
            .select('room_institution.room_id'),
        ),
      ),
    )
    .where('session.starts_at', '>', new Date(now.getTime() - LOOK_BACK * 86_400_000))
    .orderBy('session.starts_at')
    .orderBy('session.id')
    .limit(2000)
    .select(['session.id', 'session.title', 'session.starts_at', 'session.minutes', 'session.zone'])
    .select(['session.cancelled_at', 'session.sequence', 'room.name as room_name'])
    .select(sql<Date>`coalesce(session.changed_at, session.made_at)`.as('changed'))
    .select(
      sql<string[]>`(SELECT coalesce(array_agg(title ORDER BY position), '{}') FROM agenda_item
        WHERE session_id = session.id)`.as('agenda'),
    )
    .execute();
