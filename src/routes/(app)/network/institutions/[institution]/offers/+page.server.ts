import { attempt } from '$lib/form/attempt.ts';
import { nested } from '$lib/network/nested.ts';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => ({
  said: await locals.app.offers.ofInstitution(locals.actor, params.institution),
  done: url.searchParams.get('done'),
});

export const actions: Actions = {
  default: async ({ request, locals, params, url }) => {
    const changed = await attempt(request, (input) =>
      locals.app.offers.say(locals.actor, { ...nested(input), institutionId: params.institution }),
    );
    if (typeof changed !== 'number') return changed;
    redirect(303, `${url.pathname}?done=${changed > 0 ? 'saved' : 'same'}`);
  },
};
