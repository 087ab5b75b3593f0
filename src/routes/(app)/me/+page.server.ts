import { attempt } from '$lib/form/attempt.ts';
import { zoneOptions } from '$lib/auth/zones.ts';
import { isActionFailure, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, depends, getClientAddress }) => {
  depends(`person:${locals.actor!.personId}`);
  return {
    email: locals.actor!.email,
    account: await locals.app.people.account(locals.actor),
    leave: url.searchParams.get('leave'),
    /** What happened with the account lately, for who wonders whether it was they. */
    happened: await locals.app.audit.ofMe(locals.actor, { limit: 12 }),
    address: getClientAddress(),
    signIns: await locals.app.people.signIns(locals.actor),
    zones: zoneOptions(locals.actor!.zone),
    done: url.searchParams.get('done'),
  };
};

export const actions: Actions = {
  name: async ({ request, locals }) => {
    const failed = await attempt(request, (input) => locals.app.people.rename(locals.actor, input));
    if (isActionFailure(failed)) return failed;
    redirect(303, '/me?done=name');
  },
  zone: async ({ request, locals }) => {
    const failed = await attempt(request, (input) => locals.app.people.liveIn(locals.actor, input));
    if (isActionFailure(failed)) return failed;
    redirect(303, '/me?done=zone');
  },
  telephone: async ({ request, locals }) => {
    const failed = await attempt(request, (input) => locals.app.people.chooseTelephone(locals.actor, input));
    if (isActionFailure(failed)) return failed;
    redirect(303, '/me?done=telephone');
  },
  end: async ({ request, locals }) => {
    const failed = await attempt(request, (input) => locals.app.people.endSignIn(locals.actor, input));
    if (isActionFailure(failed)) return failed;
    redirect(303, '/me?done=end');
  },
  endOthers: async ({ locals }) => {
    await locals.app.people.endOtherSignIns(locals.actor, {});
    redirect(303, '/me?done=end');
  },
};
