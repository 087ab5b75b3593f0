import type { SessionWalk } from '#domain/walkthrough/walkthrough.ts';
import type { ReadContext } from '../context.ts';
import { momentRows } from '../moment/queries.ts';
import { questionsOf, votedBy } from '../question/queries.ts';
import { institutionsOf } from '../room/queries.ts';
import { walkAccess } from './access.ts';
import { walkthroughRows } from './rows.ts';

/**
 * Everything of a session's walkthroughs: the one that runs and the past ones, the queue of questions in order, the
 * moments, what the actor voted for, and the facts from which the page reads what they may do. Members of the room; guests
 * who were let in, without the moments.
 */
export async function ofSession(ctx: ReadContext, sessionId: string): Promise<SessionWalk> {
  const access = await walkAccess(ctx, sessionId);
  const walkthroughs = await walkthroughRows(ctx.db, { sessionId });
  const questions = await questionsOf(ctx.db, sessionId, access.currentQuestionId);
  const moments = access.abilities.moment.see ? await momentRows(ctx.db, { sessionId }) : [];
  const voted = await votedBy(ctx, sessionId);
  const institutions = await institutionsOf(ctx.db, [access.roomId]);
  return {
    sessionId: access.sessionId,
    roomId: access.roomId,
    over: access.over,
    walkthroughs,
    questions,
    currentQuestionId: access.currentQuestionId,
    moments,
    voted,
    institutions: institutions.get(access.roomId) ?? [],
    roomLang: access.roomLang,
    roomAbilities: access.roomAbilities,
    me: { personId: ctx.actor.personId, institutionId: access.institutionId },
  };
}
