import type { MomentId } from '#domain/ids.ts';
import type { keepMoment } from '#domain/moment/schemas.ts';
import type { WalkthroughNews } from '#domain/walkthrough/live.ts';
import type * as v from 'valibot';
import { reading, type WriteContext } from '../context.ts';
import { waitForSame } from '../db/same-time.ts';
import type { JsonValue } from '../db/tables.ts';
import { conflict, notFound } from '../errors.ts';
import { linkSubjects, recordEvent } from '../event/record.ts';
import { keepImage } from '../image/keep.ts';
import { notifyLive } from '../live/notify.ts';
import { walkAccess } from '../walkthrough/access.ts';
import { momentRows } from './queries.ts';

type Input = v.InferOutput<typeof keepMoment>;

/**
 * Keeps a frame of a walkthrough as a moment, after its keeper said that no patient is in view. Never while the
 * walker hides the picture. Kept again with the same id it is the same moment.
 */
export async function keep(ctx: WriteContext, input: Input): Promise<MomentId> {
  // A share lock: a walker who hides at the same time waits for us, or we see that she hid.
  const walkthrough = await ctx.trx
    .selectFrom('walkthrough')
    .where('id', '=', input.walkthroughId)
    .selectAll()
    .forShare()
    .executeTakeFirst();
  if (!walkthrough) throw notFound('walkthrough');
  const access = await walkAccess(reading(ctx), walkthrough.session_id);
  if (access.over) throw conflict('walkthrough_error_over');
  if (!access.abilities.moment.keep) throw notFound('walkthrough');
  await waitForSame(ctx.trx, input.id);
  if (await keptBefore(ctx, input)) return input.id;
  if (walkthrough.hidden_at) throw conflict('walkthrough_error_hidden');
  const stationId = await ofThis(ctx, input, walkthrough.session_id);
  const imageId = await keepImage(ctx.trx, {
    roomId: access.roomId,
    madeBy: ctx.actor.personId,
    at: ctx.now,
    bytes: new Uint8Array(await input.image.arrayBuffer()),
  });
  await ctx.trx
    .insertInto('moment')
    .values({
      id: input.id,
      room_id: access.roomId,
      session_id: walkthrough.session_id,
      walkthrough_id: walkthrough.id,
      station_id: stationId ?? walkthrough.current_station_id,
      question_id: input.questionId ?? null,
      image_id: imageId,
      kept_by: ctx.actor.personId,
      institution_id: walkthrough.institution_id,
      note: input.note,
      device_at: input.deviceAt,
      kept_at: ctx.now,
      no_patient_confirmed_by: ctx.actor.personId,
    })
    .execute();
  await tell(ctx, input);
  return input.id;
}

async function keptBefore({ trx, actor }: WriteContext, input: Input): Promise<boolean> {
  const before = await trx
    .selectFrom('moment')
    .where('id', '=', input.id)
    .select(['kept_by', 'walkthrough_id'])
    .executeTakeFirst();
  if (!before) return false;
  if (before.kept_by !== actor.personId || before.walkthrough_id !== input.walkthroughId)
    throw notFound('moment');
  return true;
}

/** Station and question must be this walkthrough's; returns the station. */
async function ofThis({ trx }: WriteContext, input: Input, sessionId: string): Promise<string | undefined> {
  if (input.questionId) {
    const question = await trx
      .selectFrom('question')
      .where('id', '=', input.questionId)
      .where('session_id', '=', sessionId)
      .select('id')
      .executeTakeFirst();
    if (!question) throw notFound('question');
  }
  if (!input.stationId) return undefined;
  const station = await trx
    .selectFrom('station')
    .where('id', '=', input.stationId)
    .where('walkthrough_id', '=', input.walkthroughId)
    .select('id')
    .executeTakeFirst();
  if (!station) throw notFound('station');
  return station.id;
}

async function tell(ctx: WriteContext, input: Input): Promise<void> {
  const [moment] = await momentRows(ctx.trx, { id: input.id });
  const { roomId, sessionId, institutionId, stationName, note } = moment!;
  if (input.questionId)
    await linkSubjects(ctx, {
      roomId,
      from: ['question', input.questionId],
      to: ['moment', input.id],
      verb: 'answered_by',
    });
  await recordEvent(ctx, {
    roomId,
    kind: 'moment_kept',
    subjectKind: 'moment',
    subjectId: input.id,
    institutionId,
    data: { text: note, ...(stationName ? { station: stationName } : {}) },
  });
  const news: WalkthroughNews = { kind: 'moment', moment: moment! };
  await notifyLive(ctx.trx, `session:${sessionId}`, ctx.now, news as unknown as JsonValue);
}
