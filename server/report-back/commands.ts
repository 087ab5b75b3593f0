import type * as v from 'valibot';
import { dayAt } from '#domain/commitment/days.ts';
import { dateProblem } from '#domain/commitment/schemas.ts';
import type { CommitmentItem } from '#domain/commitment/commitment.ts';
import { newId, type ReportBackId } from '#domain/ids.ts';
import { nextReportOn } from '#domain/report-back/report-back.ts';
import type { giveReport, hearReport, replyToReport } from '#domain/report-back/schemas.ts';
import { lockFor } from '../commitment/access.ts';
import { setDates } from '../commitment/change.ts';
import { tell } from '../commitment/tell.ts';
import { reading, type WriteContext } from '../context.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { linkSubjects } from '../event/record.ts';
import { enqueueMessage } from '../messaging/outbox.ts';

/** Decodes, strips and keeps a picture of a room; throws `invalid` on `image` for what is none. */
export type KeepImage = (
  trx: WriteContext['trx'],
  image: { roomId: string; madeBy: string; at: Date; bytes: Uint8Array },
) => Promise<string>;

type Give = v.InferOutput<typeof giveReport>;

/**
 * Files the report-back for the commitment's report date: one a date. Who is on the way or stuck tells again in two
 * weeks, or on the day they choose.
 */
export const give =
  (keepImage: KeepImage, via: 'page' | 'link' = 'page') =>
  async (ctx: WriteContext, input: Give): Promise<{ id: ReportBackId }> => {
    await refuseSecond(ctx, input);
    const { item } = await lockFor(reading(ctx), input.commitmentId, 'report');
    await refuseSecond(ctx, input);
    if (item.reportOn !== input.reportOn) throw conflict('report_back_error_date_moved');
    const next = nextDate(ctx, item, input);
    const imageId = input.photo ? await keepPhoto(keepImage, ctx, item, input.photo) : null;
    const id = newId<ReportBackId>();
    await ctx.trx
      .insertInto('report_back')
      .values({
        id,
        commitment_id: item.id,
        report_on: item.reportOn,
        status: input.status,
        text: input.text,
        lang: input.lang,
        help_wanted: input.helpWanted,
        image_id: imageId,
        by: ctx.actor.personId,
        at: ctx.now,
        via,
      })
      .execute();
    if (next) await setDates(ctx, item.id, { dueOn: item.dueOn, reportOn: next }, '');
    await acceptAlong(ctx, item);
    await announce(ctx, item, { ...input, id });
    return { id };
  };

async function refuseSecond({ trx }: WriteContext, input: Give): Promise<void> {
  const given = await trx
    .selectFrom('report_back')
    .where('commitment_id', '=', input.commitmentId)
    .where('report_on', '=', input.reportOn)
    .select('id')
    .executeTakeFirst();
  if (given) throw conflict('report_back_error_already');
}

function nextDate(ctx: WriteContext, item: CommitmentItem, input: Give): string | null {
  if (input.status === 'done') return null;
  const today = dayAt(ctx.now, item.room.zone);
  const next = input.nextReportOn ?? nextReportOn(today);
  const problem = dateProblem(next, today);
  if (problem) throw invalid({ nextReportOn: problem });
  // A second report for the same date could not be told from the first.
  if (next <= item.reportOn && next <= today) throw invalid({ nextReportOn: 'report_back_error_next' });
  return next === item.reportOn ? nextReportOn(today > next ? today : next) : next;
}

async function keepPhoto(keepImage: KeepImage, ctx: WriteContext, item: CommitmentItem, photo: Blob) {
  try {
    const bytes = new Uint8Array(await photo.arrayBuffer());
    const by = { madeBy: ctx.actor.personId, at: ctx.now };
    return await keepImage(ctx.trx, { roomId: item.room.id, bytes, ...by });
  } catch (thrown) {
    const { code, fields } = thrown as { code?: string; fields?: Record<string, string> };
    if (code === 'invalid') throw invalid({ photo: fields?.['image'] ?? 'error_check_this' });
    throw thrown;
  }
}

// Telling how it went is a yes as well.
async function acceptAlong({ trx, actor, now }: WriteContext, item: CommitmentItem): Promise<void> {
  if (item.owner.id !== actor.personId) return;
  await trx
    .insertInto('acceptance')
    .values({ commitment_id: item.id, person_id: actor.personId, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function announce(ctx: WriteContext, item: CommitmentItem, report: Give & { id: ReportBackId }) {
  await linkSubjects(ctx, {
    roomId: item.room.id,
    from: ['commitment', item.id],
    to: ['report_back', report.id],
    verb: 'reported',
  });
  const hearers = item.witness ? await hearersOf(ctx, item.room.id, item.witness.id) : [];
  await tell(ctx, {
    kind: 'report_back_given',
    commitmentId: item.id,
    subject: ['report_back', report.id],
    people: hearers,
    data: { text: report.text, status: report.status, helpWanted: report.helpWanted },
  });
  for (const personId of hearers)
    await enqueueMessage(ctx.trx, {
      key: `report_to_hear:${report.id}:${personId}`,
      personId,
      roomId: item.room.id,
      template: 'report_to_hear',
      data: {
        byName: ctx.actor.name,
        institution: item.institution.shortName,
        text: item.text,
        said: report.text,
        status: report.status,
        commitmentId: item.id,
      },
      at: ctx.now,
    });
}

/** Who hears for the witness institution: its co-facilitators in the room, else everybody there who may write. */
async function hearersOf({ trx, actor }: WriteContext, roomId: string, witnessId: string): Promise<string[]> {
  const members = await trx
    .selectFrom('room_member')
    .where('room_id', '=', roomId)
    .where('institution_id', '=', witnessId)
    .where('role', '<>', 'observer')
    .where('person_id', '<>', actor.personId)
    .orderBy('person_id')
    .select(['person_id', 'role'])
    .execute();
  const leads = members.filter((member) => member.role === 'co_facilitator');
  return (leads.length > 0 ? leads : members).map((member) => member.person_id);
}

/** The commitment, and its owner, of a report-back. */
async function commitmentOf({ trx }: WriteContext, reportBackId: string) {
  const found = await trx
    .selectFrom('report_back')
    .where('id', '=', reportBackId)
    .select(['commitment_id', 'by'])
    .executeTakeFirst();
  if (!found) throw notFound('report');
  return found;
}

/** The witness institution says that it has heard the report. A second time changes nothing. */
export async function hear(ctx: WriteContext, input: v.InferOutput<typeof hearReport>): Promise<void> {
  const { commitment_id: commitmentId, by } = await commitmentOf(ctx, input.reportBackId);
  const { access, item } = await lockFor(reading(ctx), commitmentId, 'hear');
  if (item.lastReport?.id !== input.reportBackId) throw conflict('commitment_error_too_late');
  await ctx.trx
    .insertInto('hearing')
    .values({
      report_back_id: input.reportBackId,
      institution_id: access.institutionId!,
      by: ctx.actor.personId,
      at: ctx.now,
    })
    .execute();
  await tell(ctx, {
    kind: 'report_back_heard',
    commitmentId,
    subject: ['report_back', input.reportBackId],
    people: [by],
  });
}

/** A member of the room answers a report; whoever gave it is told by mail. */
export async function reply(
  ctx: WriteContext,
  input: v.InferOutput<typeof replyToReport>,
): Promise<{ id: string }> {
  const report = await commitmentOf(ctx, input.reportBackId);
  const { access, item } = await lockFor(reading(ctx), report.commitment_id, 'reply');
  const id = newId();
  const institutionId = access.institutionId!;
  await ctx.trx
    .insertInto('reply')
    .values({
      id,
      report_back_id: input.reportBackId,
      by: ctx.actor.personId,
      institution_id: institutionId,
      text: input.text,
      lang: input.lang,
      at: ctx.now,
    })
    .execute();
  await tell(ctx, {
    kind: 'reply_written',
    commitmentId: item.id,
    subject: ['report_back', input.reportBackId],
    people: [report.by],
    data: { text: input.text },
  });
  if (report.by !== ctx.actor.personId)
    await tellReporter(ctx, item, { id, institutionId, to: report.by, ...input });
  return { id };
}

async function tellReporter(
  ctx: WriteContext,
  item: CommitmentItem,
  reply: { id: string; institutionId: string; to: string; text: string },
): Promise<void> {
  const { short_name: institution } = await ctx.trx
    .selectFrom('institution')
    .where('id', '=', reply.institutionId)
    .select('short_name')
    .executeTakeFirstOrThrow();
  await enqueueMessage(ctx.trx, {
    key: `report_reply:${reply.id}`,
    personId: reply.to,
    roomId: item.room.id,
    template: 'report_reply',
    data: { byName: ctx.actor.name, institution, text: item.text, said: reply.text, commitmentId: item.id },
    at: ctx.now,
  });
}
