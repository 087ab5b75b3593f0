import { sql } from 'kysely';
import type * as v from 'valibot';
import type { Rhythm } from '#domain/calendar/calendar.ts';
import { newId, type AnyId, type SessionId } from '#domain/ids.ts';
import type { cancelSession, changeSession, moveSession, planSession } from '#domain/session/schemas.ts';
import { instantOf } from '#domain/session/time.ts';
import { reading, type WriteContext } from '../context.ts';
import { invalid } from '../errors.ts';
import { recordEvent } from '../event/record.ts';
import { notifyLive, notifyRights } from '../live/notify.ts';
import { roomAccess } from '../room/access.ts';
import { sessionAccess, type SessionAccess } from './access.ts';
import { rewriteAgenda, writeAgenda } from './agenda.ts';
import { daysApart, instantsOf, shifted } from './series.ts';

/** People may still plan the session that they have just begun by telephone. */
const justNow = 15 * 60_000;

type Planned = v.InferOutput<typeof planSession>;

/** Plans a session of a room, or a series of them, each with the agenda. Those who lead the room. Answers the first. */
export async function plan(ctx: WriteContext, input: Planned): Promise<SessionId> {
  const { roomId, zone } = await roomAccess(reading(ctx), input.roomId, 'planSession');
  const first = comingInstant(ctx.now, input, zone);
  const { every, times } = input;
  const instants = every === 'once' || times === 1 ? [first] : instantsOf({ every, times, zone }, first);
  const seriesId = every !== 'once' && instants.length > 1 ? await startSeries(ctx, input, every) : null;
  const sessions = instants.map((startsAt) => ({ startsAt, id: newId<SessionId>() }));
  await ctx.trx
    .insertInto('session')
    .values(
      sessions.map(({ id, startsAt }) => ({
        ...{ id, room_id: roomId, kind: input.kind, title: input.title, lang: ctx.actor.lang },
        ...{ starts_at: startsAt, minutes: input.minutes, zone },
        ...{ made_by: ctx.actor.personId, made_at: ctx.now, changed_at: ctx.now },
        ...{ series_id: seriesId, series_at: seriesId ? startsAt : null },
      })),
    )
    .execute();
  for (const { id } of sessions) await writeAgenda(ctx, id, input.agenda, []);
  await record(ctx, { sessionId: sessions[0]!.id, roomId, title: input.title }, 'session_planned', first);
  return sessions[0]!.id;
}

async function startSeries({ trx, now }: WriteContext, { roomId, times }: Planned, every: Rhythm) {
  const id = newId<AnyId>();
  await trx
    .insertInto('session_series')
    .values({ id, room_id: roomId, every, times, made_at: now })
    .execute();
  return id;
}

function comingInstant(now: Date, { day, time }: { day: string; time: string }, zone: string): Date {
  const at = instantOf(day, time, zone);
  if (at.getTime() < now.getTime() - justNow) throw invalid({ time: 'error_session_past' });
  return at;
}

/** Writes that something became of a session, and tells its pages and the room's. */
export async function record(
  ctx: WriteContext,
  { sessionId, roomId, title }: Pick<SessionAccess, 'sessionId' | 'roomId' | 'title'>,
  kind: 'session_planned' | 'session_moved' | 'session_cancelled' | 'session_ended',
  startsAt?: Date,
): Promise<void> {
  const data = { title, ...(startsAt ? { startsAt: startsAt.toISOString() } : {}) };
  await recordEvent(ctx, { roomId, kind, subjectKind: 'session', subjectId: sessionId, data });
  await notifyLive(ctx.trx, `session:${sessionId}`, ctx.now);
}

/** Each change counts: a calendar takes it only with a higher number. */
const changed = (now: Date) => ({ sequence: sql<number>`sequence + 1`, changed_at: now });

/**
 * Moves a session that has not begun to another day, time or length; of a series also all later ones, by as many
 * days and to the same time of day. Those who lead the room.
 */
export async function move(ctx: WriteContext, input: v.InferOutput<typeof moveSession>): Promise<void> {
  const session = await sessionAccess(reading(ctx), input.sessionId, 'move');
  const { zone } = session.room;
  const startsAt = comingInstant(ctx.now, input, zone);
  const days = daysApart(session.startsAt, startsAt, zone);
  for (const one of await concerned(ctx, session, input.extent)) {
    const to =
      one.id === session.sessionId ? startsAt : shifted(one.starts_at, { days, time: input.time }, zone);
    const elsewhen = to.getTime() !== one.starts_at.getTime();
    if (!elsewhen && one.minutes === input.minutes) continue;
    await ctx.trx
      .updateTable('session')
      .set({
        ...{ starts_at: to, minutes: input.minutes, zone, ...changed(ctx.now) },
        ...(elsewhen ? { moved_at: ctx.now } : {}),
      })
      .where('id', '=', one.id)
      .execute();
    if (one.id !== session.sessionId) await notifyLive(ctx.trx, `session:${one.id}`, ctx.now);
  }
  await record(ctx, session, 'session_moved', startsAt);
}

/** The session, and of its series those planned after it when `later` is asked for. Locked, by time. */
async function concerned({ trx }: WriteContext, session: SessionAccess, extent: 'this' | 'later') {
  const { series_id: seriesId } = await trx
    .selectFrom('session')
    .where('id', '=', session.sessionId)
    .select('series_id')
    .executeTakeFirstOrThrow();
  return trx
    .selectFrom('session')
    .where((eb) =>
      seriesId && extent === 'later'
        ? eb.and([eb('series_id', '=', seriesId), eb('starts_at', '>=', session.startsAt)])
        : eb('id', '=', session.sessionId),
    )
    .where('opened_at', 'is', null)
    .where('ended_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .orderBy('starts_at')
    .select(['id', 'starts_at', 'minutes'])
    .forUpdate()
    .execute();
}

/** Gives a session that has not begun another title, kind or agenda; of a series also all later ones. Those who lead the room. */
export async function change(ctx: WriteContext, input: v.InferOutput<typeof changeSession>): Promise<void> {
  const session = await sessionAccess(reading(ctx), input.sessionId, 'move');
  for (const { id } of await concerned(ctx, session, input.extent)) {
    await ctx.trx
      .updateTable('session')
      .set({ title: input.title, kind: input.kind, current_item_id: null, ...changed(ctx.now) })
      .where('id', '=', id)
      .execute();
    const chosen = id === session.sessionId ? 'this' : 'later';
    await rewriteAgenda(ctx, id, input.agenda, chosen);
    await notifyLive(ctx.trx, `session:${id}`, ctx.now);
  }
  await notifyLive(ctx.trx, `room:${session.roomId}`, ctx.now);
}

/** Calls off a session that has not begun; of a series also all later ones. Those who lead the room. */
export async function cancel(ctx: WriteContext, input: v.InferOutput<typeof cancelSession>): Promise<void> {
  const session = await sessionAccess(reading(ctx), input.sessionId, 'cancel');
  for (const { id } of await concerned(ctx, session, input.extent)) {
    await ctx.trx
      .updateTable('session')
      .set({ cancelled_at: ctx.now, cancelled_by: ctx.actor.personId, ...changed(ctx.now) })
      .where('id', '=', id)
      .execute();
    if (id !== session.sessionId) await notifyLive(ctx.trx, `session:${id}`, ctx.now);
  }
  await record(ctx, session, 'session_cancelled');
  await notifyRights(ctx.trx, { roomId: session.roomId });
}
