import type * as v from 'valibot';
import { addDays, dayAt } from '#domain/commitment/days.ts';
import type * as schemas from '#domain/commitment/schemas.ts';
import { newId } from '#domain/ids.ts';
import { NEXT_REPORT_DAYS } from '#domain/report-back/report-back.ts';
import { reading, type WriteContext } from '../context.ts';
import { invalid } from '../errors.ts';
import { lockFor } from './access.ts';
import { askOwner, checkDates, checkOwner } from './commands.ts';
import { tell } from './tell.ts';

/** The owner, or a co-facilitator of the institution, says yes. A second yes changes nothing. */
export async function accept(
  ctx: WriteContext,
  input: v.InferOutput<typeof schemas.acceptCommitment>,
): Promise<void> {
  const done = await ctx.trx
    .selectFrom('acceptance')
    .where('commitment_id', '=', input.commitmentId)
    .where('person_id', '=', ctx.actor.personId)
    .select('at')
    .executeTakeFirst();
  if (done) return;
  await lockFor(reading(ctx), input.commitmentId, 'accept');
  await ctx.trx
    .insertInto('acceptance')
    .values({ commitment_id: input.commitmentId, person_id: ctx.actor.personId, at: ctx.now })
    .execute();
  await tell(ctx, {
    kind: 'commitment_accepted',
    commitmentId: input.commitmentId,
    people: [ctx.actor.personId],
  });
}

/** Moves the dates, with a reason; the nudges follow the new ones. */
export async function postpone(
  ctx: WriteContext,
  input: v.InferOutput<typeof schemas.postponeCommitment>,
): Promise<void> {
  const { item } = await lockFor(reading(ctx), input.commitmentId, 'postpone');
  checkDates(ctx.now, item.room.zone, input.dueOn === item.dueOn ? { reportOn: input.reportOn } : input);
  if (input.dueOn === item.dueOn && input.reportOn === item.reportOn)
    throw invalid({ reportOn: 'commitment_error_same_date' });
  await setDates(ctx, input.commitmentId, input, input.reason);
  await tell(ctx, {
    kind: 'commitment_moved',
    commitmentId: input.commitmentId,
    data: { text: input.reason, reportOn: input.reportOn, dueOn: input.dueOn },
  });
}

/** New dates with their history. A report-back uses it too, for the next report. */
export async function setDates(
  { trx, actor, now }: WriteContext,
  commitmentId: string,
  { dueOn, reportOn }: { dueOn: string; reportOn: string },
  reason: string,
): Promise<void> {
  const dates = { due_on: dueOn, report_on: reportOn };
  await trx.updateTable('commitment').set(dates).where('id', '=', commitmentId).execute();
  await trx
    .insertInto('commitment_date')
    .values({
      id: newId(),
      commitment_id: commitmentId,
      set_by: actor.personId,
      set_at: now,
      reason,
      ...dates,
    })
    .execute();
}

/** Lets a commitment rest, with the reason; nobody is nudged meanwhile. */
export async function pause(
  ctx: WriteContext,
  input: v.InferOutput<typeof schemas.pauseCommitment>,
): Promise<void> {
  await lockFor(reading(ctx), input.commitmentId, 'pause');
  await ctx.trx
    .insertInto('pause')
    .values({
      id: newId(),
      commitment_id: input.commitmentId,
      reason: input.reason,
      by: ctx.actor.personId,
      at: ctx.now,
    })
    .execute();
  await tell(ctx, {
    kind: 'commitment_paused',
    commitmentId: input.commitmentId,
    data: { text: input.reason },
  });
}

/** Takes a paused commitment up again; a report date that has passed meanwhile becomes one in two weeks. */
export async function resume(
  ctx: WriteContext,
  input: v.InferOutput<typeof schemas.resumeCommitment>,
): Promise<void> {
  const { item } = await lockFor(reading(ctx), input.commitmentId, 'resume');
  const today = dayAt(ctx.now, item.room.zone);
  checkDates(ctx.now, item.room.zone, { reportOn: input.reportOn });
  const reportOn =
    input.reportOn ?? (item.reportOn < today ? addDays(today, NEXT_REPORT_DAYS) : item.reportOn);
  await ctx.trx
    .updateTable('pause')
    .set({ ended_by: ctx.actor.personId, ended_at: ctx.now })
    .where('commitment_id', '=', input.commitmentId)
    .where('ended_at', 'is', null)
    .execute();
  if (reportOn !== item.reportOn)
    await setDates(ctx, input.commitmentId, { dueOn: item.dueOn, reportOn }, '');
  await tell(ctx, { kind: 'commitment_resumed', commitmentId: input.commitmentId, data: { reportOn } });
}

/** Gives a commitment to somebody else of the institution, who accepts it anew. */
export async function handOver(
  ctx: WriteContext,
  input: v.InferOutput<typeof schemas.handOverCommitment>,
): Promise<void> {
  const { item } = await lockFor(reading(ctx), input.commitmentId, 'handOver');
  if (input.ownerId === item.owner.id) throw invalid({ ownerId: 'commitment_error_same_owner' });
  await checkOwner(ctx.trx, item.room.id, input.ownerId, item.institution.id);
  await ctx.trx
    .updateTable('commitment')
    .set({ owner_id: input.ownerId })
    .where('id', '=', input.commitmentId)
    .execute();
  await ctx.trx.deleteFrom('acceptance').where('commitment_id', '=', input.commitmentId).execute();
  const self = input.ownerId === ctx.actor.personId;
  if (self)
    await ctx.trx
      .insertInto('acceptance')
      .values({ commitment_id: input.commitmentId, person_id: input.ownerId, at: ctx.now })
      .execute();
  const { name } = await ctx.trx
    .selectFrom('person')
    .where('id', '=', input.ownerId)
    .select('name')
    .executeTakeFirstOrThrow();
  await tell(ctx, {
    kind: 'commitment_handed_over',
    commitmentId: input.commitmentId,
    people: [item.owner.id],
    data: { from: item.owner.name, to: name, text: input.reason },
  });
  if (!self) await askOwner(ctx, { ...item, id: item.id, ownerId: input.ownerId, roomId: item.room.id });
}
