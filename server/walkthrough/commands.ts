import { newId, type StationId, type WalkthroughId } from '#domain/ids.ts';
import type { arriveAtStation, startWalkthrough, thisWalkthrough } from '#domain/walkthrough/schemas.ts';
import type { WalkthroughNews } from '#domain/walkthrough/live.ts';
import type * as v from 'valibot';
import { reading, type WriteContext } from '../context.ts';
import type { JsonValue } from '../db/tables.ts';
import { conflict, notFound } from '../errors.ts';
import { recordEvent } from '../event/record.ts';
import { notifyLive } from '../live/notify.ts';
import { walkAccess } from './access.ts';
import { walkthroughRows } from './rows.ts';

/** Starts a walkthrough at its first station; the actor walks. One at a time in a session. */
export async function start(
  ctx: WriteContext,
  input: v.InferOutput<typeof startWalkthrough>,
): Promise<WalkthroughId> {
  const access = await walkAccess(reading(ctx), input.sessionId);
  if (access.over) throw conflict('walkthrough_error_over');
  if (!access.abilities.walkthrough.start || !access.institutionId) throw notFound('walkthrough');
  // Two who start at once: the second waits here, then sees the first.
  await ctx.trx.selectFrom('session').where('id', '=', input.sessionId).select('id').forUpdate().execute();
  const again = await ctx.trx
    .selectFrom('walkthrough')
    .where((eb) =>
      eb.or([
        eb('id', '=', input.id),
        eb.and([eb('session_id', '=', input.sessionId), eb('ended_at', 'is', null)]),
      ]),
    )
    .orderBy((eb) => eb('id', '=', input.id), 'desc')
    .select(['id', 'walker_id', 'session_id'])
    .executeTakeFirst();
  if (again?.id === input.id) {
    if (again.walker_id === ctx.actor.personId && again.session_id === input.sessionId) return input.id;
    throw notFound('walkthrough');
  }
  if (again) throw conflict('walkthrough_error_one_at_a_time');
  const stations = input.stations.map((name, position) => ({ id: newId<StationId>(), name, position }));
  await ctx.trx
    .insertInto('walkthrough')
    .values({
      id: input.id,
      session_id: input.sessionId,
      walker_id: ctx.actor.personId,
      institution_id: access.institutionId,
      started_at: ctx.now,
      current_station_id: stations[0]!.id,
    })
    .execute();
  await ctx.trx
    .insertInto('station')
    .values(stations.map((station) => ({ ...station, walkthrough_id: input.id })))
    .execute();
  await record(ctx, access, input.id, 'walkthrough_started');
  await tell(ctx, input.id);
  return input.id;
}

/** Goes to a station and ticks off the one before. Asked twice, the second changes nothing. */
export async function arriveAt(
  ctx: WriteContext,
  input: v.InferOutput<typeof arriveAtStation>,
): Promise<void> {
  const { walkthrough } = await led(ctx, input.walkthroughId, 'lead');
  if (walkthrough.current_station_id === input.stationId) return;
  const station = await ctx.trx
    .selectFrom('station')
    .where('id', '=', input.stationId)
    .where('walkthrough_id', '=', input.walkthroughId)
    .select('id')
    .executeTakeFirst();
  if (!station) throw notFound('station');
  await tickOff(ctx, walkthrough.current_station_id);
  await set(ctx, input.walkthroughId, { current_station_id: input.stationId });
  await tell(ctx, input.walkthroughId);
}

/** Blanks the picture on everybody's page and stops keeping. The walker's own device blanks first. */
export const hide = (ctx: WriteContext, input: v.InferOutput<typeof thisWalkthrough>): Promise<void> =>
  cover(ctx, input.walkthroughId, ctx.now);

/** Shows the picture again. */
export const show = (ctx: WriteContext, input: v.InferOutput<typeof thisWalkthrough>): Promise<void> =>
  cover(ctx, input.walkthroughId, null);

/** Ends a walk: the walker, or a facilitator when her line was lost. Ended twice is ended. */
export async function end(ctx: WriteContext, input: v.InferOutput<typeof thisWalkthrough>): Promise<void> {
  const { walkthrough, access, ended } = await led(ctx, input.walkthroughId, 'end', { orEnded: true });
  if (ended) return;
  const last = await ctx.trx
    .selectFrom('station')
    .where('walkthrough_id', '=', input.walkthroughId)
    .orderBy('position', 'desc')
    .select('id')
    .executeTakeFirst();
  if (last?.id === walkthrough.current_station_id) await tickOff(ctx, walkthrough.current_station_id);
  await set(ctx, input.walkthroughId, { ended_at: ctx.now, hidden_at: null });
  await record(ctx, access, input.walkthroughId, 'walkthrough_ended');
  await tell(ctx, input.walkthroughId);
}

async function cover(ctx: WriteContext, id: WalkthroughId, at: Date | null): Promise<void> {
  const { walkthrough } = await led(ctx, id, 'lead');
  if ((walkthrough.hidden_at === null) === (at === null)) return;
  await set(ctx, id, { hidden_at: at });
  await tell(ctx, id);
}

/** The walkthrough, locked, when the actor may lead or end it. */
async function led(ctx: WriteContext, id: WalkthroughId, ability: 'lead' | 'end', { orEnded = false } = {}) {
  const walkthrough = await ctx.trx
    .selectFrom('walkthrough')
    .where('id', '=', id)
    .selectAll()
    .forUpdate()
    .executeTakeFirst();
  if (!walkthrough) throw notFound('walkthrough');
  const access = await walkAccess(reading(ctx), walkthrough.session_id);
  const ended = walkthrough.ended_at !== null;
  const own = walkthrough.walker_id === ctx.actor.personId;
  if (ended && orEnded && own) return { walkthrough, access, ended };
  if ((ended || access.over) && own) throw conflict('walkthrough_error_over');
  if (ended || !access.abilities.walkthrough[ability]) throw notFound('walkthrough');
  return { walkthrough, access, ended };
}

async function tickOff({ trx, now }: WriteContext, stationId: string | null): Promise<void> {
  if (!stationId) return;
  await trx
    .updateTable('station')
    .set({ done_at: now })
    .where('id', '=', stationId)
    .where('done_at', 'is', null)
    .execute();
}

async function set(
  { trx }: WriteContext,
  id: WalkthroughId,
  values: { current_station_id?: string; hidden_at?: Date | null; ended_at?: Date },
): Promise<void> {
  await trx.updateTable('walkthrough').set(values).where('id', '=', id).execute();
}

async function record(
  ctx: WriteContext,
  { roomId, title, institutionId }: Awaited<ReturnType<typeof walkAccess>>,
  id: WalkthroughId,
  kind: 'walkthrough_started' | 'walkthrough_ended',
): Promise<void> {
  await recordEvent(ctx, {
    roomId,
    kind,
    subjectKind: 'walkthrough',
    subjectId: id,
    institutionId,
    data: { title },
  });
}

async function tell({ trx, now }: WriteContext, id: WalkthroughId): Promise<void> {
  const [walkthrough] = await walkthroughRows(trx, { id });
  const news: WalkthroughNews = { kind: 'walkthrough', walkthrough: walkthrough! };
  await notifyLive(trx, `session:${walkthrough!.sessionId}`, now, news as unknown as JsonValue);
}
