import { linksAtOnce } from '#domain/guest/guest.ts';
import type { guestLang, revokeGuestLink } from '#domain/guest/schemas.ts';
import { newId, type GuestLinkId, type SessionId } from '#domain/ids.ts';
import type { nothing } from '#domain/person/schemas.ts';
import type { ofSession, somebodyInSession } from '#domain/session/schemas.ts';
import type * as v from 'valibot';
import { reading, type WriteContext } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { hashToken, newToken } from '../invitation/token.ts';
import { notifyLive, notifyRights } from '../live/notify.ts';
import { sessionAccess, type SessionAccess } from '../session/access.ts';

type Somebody = v.InferOutput<typeof somebodyInSession>;

/** Makes a link by which several people may come to a session's door. Its secret is returned here and never again. */
export async function makeLink(
  ctx: WriteContext,
  input: v.InferOutput<typeof ofSession>,
): Promise<{ linkId: GuestLinkId; token: string }> {
  const session = await sessionAccess(reading(ctx), input.sessionId, 'inviteGuests');
  const { count } = await ctx.trx
    .selectFrom('guest_link')
    .where('session_id', '=', session.sessionId)
    .where('revoked_at', 'is', null)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (Number(count) >= linksAtOnce) throw conflict('guest_error_links');
  const linkId = newId<GuestLinkId>();
  const token = newToken();
  await ctx.trx
    .insertInto('guest_link')
    .values({
      id: linkId,
      token_hash: hashToken(token),
      session_id: session.sessionId,
      made_by: ctx.actor.personId,
      made_at: ctx.now,
    })
    .execute();
  await audit(ctx, session, 'guest_link_made');
  return { linkId, token };
}

/**
 * Takes a link back: nobody comes by it any more, those who wait are turned away, and if asked for those who were let
 * in are out at commit. Those who may invite guests.
 */
export async function revokeLink(
  ctx: WriteContext,
  input: v.InferOutput<typeof revokeGuestLink>,
): Promise<SessionId> {
  const link = await ctx.trx
    .selectFrom('guest_link')
    .where('id', '=', input.linkId)
    .select('session_id')
    .forUpdate()
    .executeTakeFirst();
  if (!link) throw notFound('link');
  const session = await sessionAccess(reading(ctx), link.session_id, 'inviteGuests');
  const revoked = await ctx.trx
    .updateTable('guest_link')
    .set({ revoked_at: ctx.now, revoked_by: ctx.actor.personId })
    .where('id', '=', input.linkId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  const waiting = await ctx.trx
    .updateTable('guest_admission')
    .set({ refused_at: ctx.now, refused_by: ctx.actor.personId })
    .where('link_id', '=', input.linkId)
    .where('admitted_at', 'is', null)
    .where('refused_at', 'is', null)
    .returning('person_id')
    .execute();
  for (const { person_id } of waiting) await notifyLive(ctx.trx, `person:${person_id}`, ctx.now);
  if (input.alsoInside) await sendOut(ctx, session, input.linkId);
  if (revoked.numUpdatedRows) await audit(ctx, session, 'guest_link_revoked');
  await notifyLive(ctx.trx, `session:${session.sessionId}`, ctx.now);
  return session.sessionId;
}

/** Everybody who was let in by a link leaves the call for good. */
async function sendOut(ctx: WriteContext, session: SessionAccess, linkId: string): Promise<void> {
  const inside = await ctx.trx
    .selectFrom('guest_admission')
    .where('link_id', '=', linkId)
    .where('admitted_at', 'is not', null)
    .select('person_id')
    .execute();
  if (inside.length === 0) return;
  await ctx.trx
    .insertInto('session_removal')
    .values(
      inside.map(({ person_id }) => ({
        ...{ session_id: session.sessionId, person_id },
        ...{ by: ctx.actor.personId, at: ctx.now },
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await notifyRights(ctx.trx, { roomId: session.roomId });
}

/** Lets a guest in; said again it changes nothing. Those who may let guests in. */
export async function letIn(ctx: WriteContext, input: Somebody): Promise<void> {
  const session = await sessionAccess(reading(ctx), input.sessionId, 'admitGuests');
  const standing = await atDoor(ctx, input);
  if (standing.admitted_at) return;
  const admitted = { admitted_at: ctx.now, admitted_by: ctx.actor.personId };
  await decide(ctx, input, { ...admitted, refused_at: null, refused_by: null });
  await audit(ctx, session, 'guest_let_in', input.personId);
}

/** "Not now": kind words for who waits; they may still be let in. Who was let in is removed from the call instead. */
export async function turnAway(ctx: WriteContext, input: Somebody): Promise<void> {
  const session = await sessionAccess(reading(ctx), input.sessionId, 'admitGuests');
  const standing = await atDoor(ctx, input);
  if (standing.admitted_at) throw conflict('guest_error_inside');
  if (standing.refused_at) return;
  await decide(ctx, input, { refused_at: ctx.now, refused_by: ctx.actor.personId });
  await audit(ctx, session, 'guest_turned_away', input.personId);
}

async function atDoor({ trx }: WriteContext, input: Somebody) {
  const found = await trx
    .selectFrom('guest_admission')
    .where('session_id', '=', input.sessionId)
    .where('person_id', '=', input.personId)
    .select(['admitted_at', 'refused_at'])
    .forUpdate()
    .executeTakeFirst();
  if (!found) throw notFound('guest');
  return found;
}

async function decide(
  { trx, now }: WriteContext,
  { sessionId, personId }: Somebody,
  values: {
    admitted_at?: Date;
    admitted_by?: string;
    refused_at: Date | null;
    refused_by: string | null;
  },
): Promise<void> {
  await trx
    .updateTable('guest_admission')
    .set(values)
    .where('session_id', '=', sessionId)
    .where('person_id', '=', personId)
    .execute();
  await notifyLive(trx, `person:${personId}`, now);
  await notifyLive(trx, `session:${sessionId}`, now);
}

/** A guest who waits goes away; one who was let in stays written as such. The guest. */
export async function leave(ctx: WriteContext, _: v.InferOutput<typeof nothing>): Promise<void> {
  const { guestOf, personId } = ctx.actor;
  if (!guestOf) throw notFound('guest');
  await ctx.trx
    .deleteFrom('guest_admission')
    .where('session_id', '=', guestOf)
    .where('person_id', '=', personId)
    .where('admitted_at', 'is', null)
    .execute();
  await notifyLive(ctx.trx, `session:${guestOf}`, ctx.now);
}

/** The language that a guest reads. The guest. */
export async function readIn(ctx: WriteContext, input: v.InferOutput<typeof guestLang>): Promise<void> {
  if (!ctx.actor.guestOf) throw notFound('guest');
  await ctx.trx
    .updateTable('person')
    .set({ lang: input.lang })
    .where('id', '=', ctx.actor.personId)
    .execute();
}

const audit = (
  { trx, actor, now }: WriteContext,
  { room, roomId, sessionId }: SessionAccess,
  kind: 'guest_link_made' | 'guest_link_revoked' | 'guest_let_in' | 'guest_turned_away',
  subjectId?: string,
) =>
  recordAudit(trx, {
    ...{ kind, personId: actor.personId, at: now, networkId: room.networkId, roomId },
    data: { sessionId, ...(subjectId ? { subjectId } : {}) },
  });
