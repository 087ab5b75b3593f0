import { attempt } from '$lib/form/attempt.ts';
import type { Actions, PageServerLoad } from './$types';

/** The moments of a session as a page of its own. */
export const load: PageServerLoad = async ({ locals, params, depends }) => {
  const walk = await locals.app.walkthroughs.ofSession(locals.actor, params.session);
  depends(`session:${walk.sessionId}`);
  return { walk, pageTopics: [`session:${walk.sessionId}`] };
};

export const actions: Actions = {
  keep: ({ locals, request }) =>
    attempt(request, async (input) => {
      await locals.app.moments.keep(locals.actor, input);
      return { done: 'keep' };
    }),
};
