import { resolve } from '$app/paths';
import { attempt } from '$lib/form/attempt.ts';
import { onlyFor } from '$lib/network/only-for.ts';
import { isActionFailure, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent }) => {
  const { network } = await parent();
  onlyFor(network, 'addInstitution');
  return { recent: await locals.app.institutions.imports.recent(locals.actor, network.id) };
};

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const answer = await attempt(request, (input) =>
      locals.app.institutions.imports.start(locals.actor, input),
    );
    if (isActionFailure(answer)) return answer;
    redirect(303, resolve('/(app)/network/institutions/import/[import]', { import: answer as string }));
  },
};
