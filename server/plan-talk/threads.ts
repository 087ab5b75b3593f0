import type * as v from 'valibot';
import { newId, type CardId, type PlanCommentId, type PlanThreadId } from '#domain/ids.ts';
import { headline } from '#domain/plan/card.ts';
import { isFieldOf, mostOnCard } from '#domain/plan/talk.ts';
import type { beginThread, replyInThread, thisThread } from '#domain/plan/talk-schemas.ts';
import type { WriteContext } from '../context.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { recordEvent } from '../event/record.ts';
import { cardAccess, lockThread } from './access.ts';
import { isOpen } from './queries.ts';
import { headlineOf, tellOfComment } from './tell.ts';

/** Begins a thread on a card, or on one of its fields. Sent twice with the same id it is begun once. */
export async function begin(
  ctx: WriteContext,
  input: v.InferOutput<typeof beginThread>,
): Promise<{ threadId: PlanThreadId }> {
  const { card, institutionId, roomId } = await cardAccess(ctx, input);
  if (input.field !== null && !isFieldOf(card.kind, input.field))
    throw invalid({ field: 'talk_error_field' });
  const { trx, actor, now } = ctx;
  const about = { room_id: roomId, card_id: input.cardId };
  const made = await trx
    .insertInto('plan_thread')
    .values({
      ...{ id: input.id, ...about, field: input.field, quote: input.quote },
      ...{ begun_by: actor.personId, begun_at: now },
    })
    .onConflict((clash) => clash.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) return begunBefore(ctx, input);
  // The own one is among them.
  if ((await openOn(ctx, about)) > mostOnCard) throw conflict('talk_error_many_threads');
  const commentId = newId<PlanCommentId>();
  await write(ctx, { ...input, id: commentId, threadId: input.id, institutionId });
  await tellOfComment(ctx, { ...input, roomId, threadId: input.id, commentId, title: headline(card) });
  return { threadId: input.id };
}

async function openOn({ trx }: WriteContext, about: { room_id: string; card_id: string }): Promise<number> {
  const { open } = await trx
    .selectFrom('plan_thread')
    .where('room_id', '=', about.room_id)
    .where('card_id', '=', about.card_id)
    .where(isOpen)
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .executeTakeFirstOrThrow();
  return Number(open);
}

/** The same form again is the same thread; other words under its id are refused rather than lost. */
async function begunBefore(
  { trx, actor }: WriteContext,
  input: v.InferOutput<typeof beginThread>,
): Promise<{ threadId: PlanThreadId }> {
  const first = await trx
    .selectFrom('plan_thread')
    .innerJoin('plan_comment', 'plan_comment.thread_id', 'plan_thread.id')
    .where('plan_thread.id', '=', input.id)
    .where('begun_by', '=', actor.personId)
    .where('card_id', '=', input.cardId)
    .where('room_id', '=', input.roomId)
    .orderBy('plan_comment.at')
    .select('text')
    .executeTakeFirst();
  if (!first) throw notFound('thread');
  if (first.text !== input.text) throw conflict('talk_error_again');
  return { threadId: input.id };
}

/** Answers in a thread; one that was resolved is open again by that. */
export async function reply(
  ctx: WriteContext,
  input: v.InferOutput<typeof replyInThread>,
): Promise<{ threadId: PlanThreadId }> {
  const thread = await lockThread(ctx, input.threadId);
  const { threadId, cardId, institutionId, room } = thread;
  const said = await ctx.trx
    .selectFrom('plan_comment')
    .where('thread_id', '=', threadId)
    .select(['id', 'by', 'text'])
    .execute();
  const again = said.find(({ id }) => id === input.id);
  if (again && (again.by !== ctx.actor.personId || again.text !== input.text))
    throw conflict('talk_error_again');
  if (again) return { threadId };
  if (said.length >= mostOnCard) throw conflict('talk_error_many_replies');
  const title = await headlineOf(ctx, room.roomId, cardId);
  if (thread.resolved) await endResolution(ctx, threadId);
  await write(ctx, { ...input, institutionId });
  await tellOfComment(ctx, { ...input, roomId: room.roomId, cardId, commentId: input.id, title });
  return { threadId };
}

async function write(
  { trx, actor, now }: WriteContext,
  comment: { id: PlanCommentId; threadId: string; institutionId: string; text: string },
): Promise<void> {
  const made = await trx
    .insertInto('plan_comment')
    .values({
      ...{ id: comment.id, thread_id: comment.threadId, institution_id: comment.institutionId },
      ...{ by: actor.personId, text: comment.text, lang: actor.lang, at: now },
    })
    .onConflict((clash) => clash.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  // An id of another thread's comment.
  if (!made) throw conflict('talk_error_again');
}

/** Says that a thread is settled: who began it, or who writes the plan. A second time changes nothing. */
export async function resolve(ctx: WriteContext, input: v.InferOutput<typeof thisThread>): Promise<void> {
  const thread = await lockThread(ctx, input.threadId);
  if (!thread.abilities.resolve && !thread.abilities.reopen) throw notFound('thread');
  if (thread.resolved) return;
  await ctx.trx
    .insertInto('plan_resolution')
    .values({ id: newId(), thread_id: thread.threadId, by: ctx.actor.personId, at: ctx.now })
    .execute();
  await record(ctx, thread, 'thread_resolved');
}

/** Opens a resolved thread again: the same people. A second time changes nothing. */
export async function reopen(ctx: WriteContext, input: v.InferOutput<typeof thisThread>): Promise<void> {
  const thread = await lockThread(ctx, input.threadId);
  if (!thread.abilities.resolve && !thread.abilities.reopen) throw notFound('thread');
  if (!thread.resolved) return;
  await endResolution(ctx, thread.threadId);
  await record(ctx, thread, 'thread_reopened');
}

async function endResolution({ trx, actor, now }: WriteContext, threadId: string): Promise<void> {
  await trx
    .updateTable('plan_resolution')
    .set({ reopened_by: actor.personId, reopened_at: now })
    .where('thread_id', '=', threadId)
    .where('reopened_at', 'is', null)
    .execute();
}

async function record(
  ctx: WriteContext,
  { room, cardId, threadId, institutionId }: Awaited<ReturnType<typeof lockThread>>,
  kind: 'thread_resolved' | 'thread_reopened',
): Promise<void> {
  const title = await headlineOf(ctx, room.roomId, cardId as CardId);
  await recordEvent(ctx, {
    ...{ roomId: room.roomId, kind, institutionId, data: { title, cardId } },
    ...{ subjectKind: 'plan_thread', subjectId: threadId },
  });
}
