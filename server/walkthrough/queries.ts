import type { ReadContext } from '../context.ts';
import { momentRows } from '../moment/queries.ts';
import { questionsOf, votedBy } from '../question/queries.ts';
import { walkAccess } from './access.ts';
import { walkthroughRows } from './rows.ts';

/**
 * Everything of a session's walkthroughs: the one that runs and the past ones, the queue of questions in order, the
 * moments, what the actor voted for and may do. Members of the room only.
 */
export async function ofSession(ctx: ReadContext, sessionId: string) {
  const access = await walkAccess(ctx, sessionId);
  const walkthroughs = await walkthroughRows(ctx.db, { sessionId });
  const questions = await questionsOf(ctx.db, sessionId, access.currentQuestionId);
  const moments = await momentRows(ctx.db, { sessionId });
  const voted = await votedBy(ctx, sessionId);
  return {
    sessionId: access.sessionId,
    roomId: access.roomId,
    over: access.over,
    walkthroughs,
    questions,
    currentQuestionId: access.currentQuestionId,
    moments,
    voted,
    abilities: access.abilities,
  };
}
export type SessionWalk = Awaited<ReturnType<typeof ofSession>>;
