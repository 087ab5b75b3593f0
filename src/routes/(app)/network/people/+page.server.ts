import { attempt } from '$lib/form/attempt.ts';
import { isActionFailure, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { network } = await parent();
  return {
    members: await locals.app.networkMembers.list(locals.actor, network.id),
    done: url.searchParams.get('done') === 'taken',
    stepOff: url.searchParams.get('done') === 'step',
  };
};

export const actions: Actions = {
  /** For somebody who lost the telephone and the codes on paper. */
  step: async ({ locals, request }) => {
    const answer = await attempt(request, async (input) => {
      await locals.app.people.removeSecondFactor(locals.actor, input);
      return String(input['networkId']);
    });
    if (isActionFailure(answer)) return answer;
    redirect(303, `/network/people?in=${String(answer)}&done=step`);
  },
  /** Takes a role in the network back. */
  take: async ({ locals, request }) => {
    const answer = await attempt(request, async (input) => {
      await locals.app.networkMembers.takeBack(locals.actor, input);
      return String(input['networkId']);
    });
    if (isActionFailure(answer)) return answer;
    // Who took their own role back may not see this page any more.
    const still = locals.actor?.networks.some((held) => held.networkId === answer);
    redirect(303, still ? `/network/people?in=${answer}&done=taken` : '/');
  },
};
