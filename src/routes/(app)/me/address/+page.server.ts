import { attemptSometimes } from '$lib/auth/come-in.ts';
import { isRefused } from '$lib/form/attempt.ts';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { email, newAddress } = await locals.app.people.account(locals.actor);
  return { email, newAddress, need: await locals.app.people.proofNeed(locals.actor) };
};

export const actions: Actions = {
  ask: async ({ request, locals }) => {
    const failed = await attemptSometimes(request, (input) =>
      locals.app.people.askForAddress(locals.actor, input),
    );
    if (isRefused(failed)) return failed;
    redirect(303, '/me/address');
  },
  withdraw: async ({ locals }) => {
    await locals.app.people.withdrawAddress(locals.actor, {});
    redirect(303, '/me/address');
  },
};
