import type * as v from 'valibot';
import type { inHand, ofSession, somebodyInSession } from '#domain/session/schemas.ts';
import { reading, type WriteContext } from '../context.ts';
import { invalid } from '../errors.ts';
import { notifyLive, notifyRights } from '../live/notify.ts';
import { sessionAccess } from './access.ts';
import { record } from './planning.ts';

/** Ends a session for everybody; the call closes at commit. Those who lead the room. */
export async function end(ctx: WriteContext, input: v.InferOutput<typeof ofSession>): Promise<void> {
  const session = await sessionAccess(reading(ctx), input.sessionId, 'end');
  await ctx.trx
    .updateTable('session')
    .set({ ended_at: ctx.now, ended_by: ctx.actor.personId })
    .where('id', '=', session.sessionId)
    .execute();
  await ctx.trx
    .updateTable('attendance')
    .set({ left_at: ctx.now })
    .where('session_id', '=', session.sessionId)
    .where('left_at', 'is', null)
    .execute();
  await ctx.trx.deleteFrom('hand').where('session_id', '=', session.sessionId).execute();
  await record(ctx, session, 'session_ended');
  await notifyRights(ctx.trx, { roomId: session.roomId });
}

/** Goes on to the next point of the agenda; from the last one nowhere. Those who lead the room. */
export async function nextItem(ctx: WriteContext, input: v.InferOutput<typeof ofSession>): Promise<void> {
  const session = await sessionAccess(reading(ctx), input.sessionId, 'lead');
  const items = await ctx.trx
    .selectFrom('agenda_item')
    .where('session_id', '=', session.sessionId)
    .orderBy('position')
    .select('id')
    .execute();
  const { current_item_id: current } = await ctx.trx
    .selectFrom('session')
    .where('id', '=', session.sessionId)
    .select('current_item_id')
    .forUpdate()
    .executeTakeFirstOrThrow();
  // Before anybody said "next", the first point is the present one.
  const at = Math.max(
    0,
    items.findIndex((item) => item.id === current),
  );
  const following = items[at + 1];
  if (!following) return;
  await ctx.trx
    .updateTable('session')
    .set({ current_item_id: following.id })
    .where('id', '=', session.sessionId)
    .execute();
  await notifyLive(ctx.trx, `session:${session.sessionId}`, ctx.now);
}

/** Raises or lowers the own hand; who raised first stays first. */
export async function raiseHand(ctx: WriteContext, input: v.InferOutput<typeof inHand>): Promise<void> {
  const { sessionId } = await sessionAccess(reading(ctx), input.sessionId, 'raiseHand');
  if (input.up)
    await ctx.trx
      .insertInto('hand')
      .values({ session_id: sessionId, person_id: ctx.actor.personId, at: ctx.now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  else await lower(ctx, sessionId, ctx.actor.personId);
  await notifyLive(ctx.trx, `session:${sessionId}`, ctx.now);
}

/** Takes somebody's hand down after they were heard. Those who lead the room. */
export async function lowerHand(
  ctx: WriteContext,
  input: v.InferOutput<typeof somebodyInSession>,
): Promise<void> {
  const { sessionId } = await sessionAccess(reading(ctx), input.sessionId, 'lead');
  await lower(ctx, sessionId, input.personId);
  await notifyLive(ctx.trx, `session:${sessionId}`, ctx.now);
}

const lower = ({ trx }: WriteContext, sessionId: string, personId: string) =>
  trx.deleteFrom('hand').where('session_id', '=', sessionId).where('person_id', '=', personId).execute();

/**
 * Takes somebody out of the call of this session for good: the facilitator, and a guest whoever may let guests in.
 * Nobody removes themselves.
 */
export async function remove(
  ctx: WriteContext,
  input: v.InferOutput<typeof somebodyInSession>,
): Promise<void> {
  const guest = await isGuest(ctx, input);
  const session = await sessionAccess(reading(ctx), input.sessionId, guest ? 'admitGuests' : 'remove');
  if (input.personId === ctx.actor.personId) throw invalid({ personId: 'error_session_remove_self' });
  const member = await ctx.trx
    .selectFrom('room_member')
    .where('room_id', '=', session.roomId)
    .where('person_id', '=', input.personId)
    .select('person_id')
    .executeTakeFirst();
  if (!member && !guest) throw invalid({ personId: 'error_choice' });
  await ctx.trx
    .insertInto('session_removal')
    .values({
      session_id: session.sessionId,
      person_id: input.personId,
      by: ctx.actor.personId,
      at: ctx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await lower(ctx, session.sessionId, input.personId);
  await notifyLive(ctx.trx, `session:${session.sessionId}`, ctx.now);
  await notifyRights(ctx.trx, { personId: input.personId, roomId: session.roomId });
}

async function isGuest(
  { trx }: WriteContext,
  input: v.InferOutput<typeof somebodyInSession>,
): Promise<boolean> {
  const guest = await trx
    .selectFrom('guest_admission')
    .where('session_id', '=', input.sessionId)
    .where('person_id', '=', input.personId)
    .select('person_id')
    .executeTakeFirst();
  return guest !== undefined;
}
