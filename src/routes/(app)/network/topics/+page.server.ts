import { attempt } from '$lib/form/attempt.ts';
import { isActionFailure, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { network } = await parent();
  return {
    topics: await locals.app.networks.topics(locals.actor, network.id),
    done: url.searchParams.get('done'),
  };
};

export const actions: Actions = {
  add: async ({ request, locals }) => {
    const answer = await attempt(request, (input) => locals.app.networks.addTopic(locals.actor, input));
    if (isActionFailure(answer)) return answer;
    redirect(303, '/network/topics?done=topic');
  },
  rename: async ({ request, locals }) => {
    const answer = await attempt(request, (input) => locals.app.networks.renameTopic(locals.actor, input));
    if (isActionFailure(answer)) return answer;
    redirect(303, '/network/topics?done=renamed');
  },
  retire: async ({ request, locals }) => {
    const answer = await attempt(request, (input) => locals.app.networks.retireTopic(locals.actor, input));
    if (isActionFailure(answer)) return answer;
    redirect(303, '/network/topics?done=retired');
  },
};
