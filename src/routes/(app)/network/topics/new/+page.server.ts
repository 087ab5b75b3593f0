import { attempt } from '$lib/form/attempt.ts';
import { isActionFailure, redirect } from '@sveltejs/kit';
import type { Actions } from './$types';

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const answer = await attempt(request, (input) => locals.app.networks.addTopic(locals.actor, input));
    if (isActionFailure(answer)) return answer;
    redirect(303, '/network?done=topic#topics');
  },
};
