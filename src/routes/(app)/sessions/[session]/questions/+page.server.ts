import { attempt } from '$lib/form/attempt.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** The queue as a page of its own, for who has no script or comes back after the session. */
export const load: PageServerLoad = async ({ locals, params, depends }) => {
  const walk = await locals.app.walkthroughs.ofSession(locals.actor, params.session);
  depends(`session:${walk.sessionId}`);
  return { walk, pageTopics: [`session:${walk.sessionId}`] };
};

const command =
  (verb: 'ask' | 'vote' | 'unvote' | 'take' | 'answer' | 'carry') =>
  async ({ locals, params, request }: RequestEvent) =>
    attempt(request, async (input) => {
      await locals.app.questions[verb](locals.actor, { ...input, sessionId: params.session });
      return { done: verb };
    });

export const actions: Actions = {
  ask: command('ask'),
  vote: command('vote'),
  unvote: command('unvote'),
  take: command('take'),
  answer: command('answer'),
  carry: command('carry'),
};
