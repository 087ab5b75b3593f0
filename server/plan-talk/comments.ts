import type * as v from 'valibot';
import { commentAbilities } from '#domain/plan/talk-abilities.ts';
import type { changeComment, thisComment } from '#domain/plan/talk-schemas.ts';
import type { WriteContext } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import { notifyLive } from '../live/notify.ts';
import { lockThread, type ThreadAccess } from './access.ts';
import { leaveAgenda, nameOnAgenda } from './carry.ts';
import { headlineOf, tellOfChange } from './tell.ts';

interface Found {
  thread: ThreadAccess;
  text: string;
  /** The thread begins with it. */
  first: boolean;
  /** Somebody said something after it. */
  answered: boolean;
}

/** Changes one's own comment; whoever is named in it now, and was not before, is told. */
export async function change(ctx: WriteContext, input: v.InferOutput<typeof changeComment>): Promise<void> {
  const { thread, text, first } = await own(ctx, input.commentId, 'change');
  if (text === input.text && input.tell.length === 0) return;
  await ctx.trx
    .updateTable('plan_comment')
    .set({ text: input.text, ...(text === input.text ? {} : { changed_at: ctx.now }) })
    .where('id', '=', input.commentId)
    .execute();
  const { roomId } = thread.room;
  const { cardId, threadId } = thread;
  const title = await headlineOf(ctx, roomId, cardId);
  await tellOfChange(ctx, { ...input, roomId, cardId, threadId, title });
  if (first) await nameOnAgenda(ctx, thread, input.text);
}

/** Takes one's own comment away: its words go at once. One that was answered stays visible as taken away; without answers it is gone. */
export async function takeAway(ctx: WriteContext, input: v.InferOutput<typeof thisComment>): Promise<void> {
  const { thread, first, answered } = await own(ctx, input.commentId, 'takeAway');
  const { trx, now } = ctx;
  if (answered) {
    await trx
      .updateTable('plan_comment')
      .set({ text: '', taken_away_at: now })
      .where('id', '=', input.commentId)
      .execute();
    await trx.deleteFrom('plan_mention').where('comment_id', '=', input.commentId).execute();
    if (first) await nameOnAgenda(ctx, thread, '');
  } else if (first) {
    await leaveAgenda(ctx, thread.threadId);
    await trx.deleteFrom('plan_thread').where('id', '=', thread.threadId).execute();
  } else await trx.deleteFrom('plan_comment').where('id', '=', input.commentId).execute();
  await notifyLive(trx, `room:${thread.room.roomId}`, now);
}

async function own(
  ctx: WriteContext,
  commentId: string,
  ability: keyof ReturnType<typeof commentAbilities>,
): Promise<Found> {
  const thread = await lockThread(ctx, (await threadOf(ctx, commentId)) ?? commentId);
  const comments = await ctx.trx
    .selectFrom('plan_comment')
    .where('thread_id', '=', thread.threadId)
    .orderBy('at')
    .orderBy('id')
    .select(['id', 'by', 'text', 'taken_away_at'])
    .execute();
  const at = comments.findIndex(({ id }) => id === commentId);
  const comment = comments[at];
  if (!comment) throw notFound('comment');
  const facts = { mine: comment.by === ctx.actor.personId, takenAway: comment.taken_away_at !== null };
  if (!commentAbilities(thread.room.abilities, facts)[ability]) {
    if (facts.mine && facts.takenAway) throw conflict('talk_error_taken_away');
    throw notFound('comment');
  }
  return { thread, text: comment.text, first: at === 0, answered: at < comments.length - 1 };
}

async function threadOf({ trx }: WriteContext, commentId: string): Promise<string | null> {
  const row = await trx
    .selectFrom('plan_comment')
    .where('id', '=', commentId)
    .select('thread_id')
    .executeTakeFirst();
  return row?.thread_id ?? null;
}
