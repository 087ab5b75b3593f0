import { attempt } from '$lib/form/attempt.ts';
import { zoneOptions } from '$lib/auth/zones.ts';
import { withLangs } from '$lib/institution/fields.ts';
import { onlyFor } from '$lib/network/only-for.ts';
import { isActionFailure, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ parent }) => {
  const { network } = await parent();
  onlyFor(network, 'addInstitution');
  return { zones: zoneOptions('') };
};

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const answer = await attempt(request, (input) =>
      locals.app.institutions.add(locals.actor, withLangs(input)),
    );
    if (isActionFailure(answer)) return answer;
    redirect(303, `/network/institutions/${answer}?done=added`);
  },
};
