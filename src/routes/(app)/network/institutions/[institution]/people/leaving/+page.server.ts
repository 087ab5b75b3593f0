import { attempt } from '$lib/form/attempt.ts';
import { isActionFailure, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
  leaving: await locals.app.institutionMembers.leaving(locals.actor, params.institution),
});

export const actions: Actions = {
  default: async ({ locals, params, request }) => {
    // Who may not is not told what is missing in the form.
    await locals.app.institutionMembers.leaving(locals.actor, params.institution);
    const answer = await attempt(request, (input) =>
      locals.app.institutionMembers.leaveNetwork(locals.actor, {
        ...{ ...input, institutionId: params.institution },
      }),
    );
    if (isActionFailure(answer)) return answer;
    redirect(303, '/');
  },
};
