import { attempt } from '$lib/form/attempt.ts';
import { isActionFailure, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent }) => {
  const { network } = await parent();
  return { network: await locals.app.networks.home(locals.actor, network.id) };
};

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const answer = await attempt(request, (input) => locals.app.rooms.open(locals.actor, input));
    if (isActionFailure(answer)) return answer;
    redirect(303, '/network?done=room#rooms');
  },
};
