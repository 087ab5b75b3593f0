import { attemptSometimes } from '$lib/auth/come-in.ts';
import { isRefused } from '$lib/form/attempt.ts';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store' });
  const { secondFactor, recoveryCodes } = await locals.app.people.account(locals.actor);
  const setup = secondFactor ? null : await locals.app.people.secondFactorSetup(locals.actor);
  const need = await locals.app.people.proofNeed(locals.actor);
  return { on: secondFactor, left: recoveryCodes, setup, need };
};

export const actions: Actions = {
  begin: async ({ locals }) => {
    await locals.app.people.beginSecondFactor(locals.actor, {});
    redirect(303, '/me/second-factor');
  },
  confirm: async ({ request, locals }) => {
    const codes = await attemptSometimes(request, (input) =>
      locals.app.people.confirmSecondFactor(locals.actor, input),
    );
    return isRefused(codes) ? codes : { codes };
  },
  codes: async ({ request, locals }) => {
    const codes = await attemptSometimes(request, (input) =>
      locals.app.people.newRecoveryCodes(locals.actor, input),
    );
    return isRefused(codes) ? codes : { codes };
  },
  off: async ({ request, locals }) => {
    const failed = await attemptSometimes(request, (input) =>
      locals.app.people.turnSecondFactorOff(locals.actor, input),
    );
    if (isRefused(failed)) return failed;
    redirect(303, '/me/second-factor');
  },
};
