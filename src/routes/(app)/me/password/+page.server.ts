import { attemptSometimes } from '$lib/auth/come-in.ts';
import { isRefused } from '$lib/form/attempt.ts';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { email, hasPassword, hasPin } = await locals.app.people.account(locals.actor);
  if (!email) redirect(303, '/me/address');
  return { email, hasPassword, hasPin, need: await locals.app.people.proofNeed(locals.actor) };
};

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const failed = await attemptSometimes(request, (input) =>
      locals.app.people.changePassword(locals.actor, input),
    );
    if (isRefused(failed)) return failed;
    redirect(303, '/me?done=password');
  },
};
