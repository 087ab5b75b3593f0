import { attempt } from '$lib/form/attempt.ts';
import { isActionFailure, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { network } = await parent();
  const { app, actor } = locals;
  return {
    looked: network.abilities.lookAfter ? await app.networks.home(actor, network.id) : null,
    waiting: network.abilities.invite ? await app.invitations.waiting(actor, network.id) : null,
    done: url.searchParams.get('done'),
  };
};

export const actions: Actions = {
  revoke: async ({ request, locals }) => {
    const failed = await attempt(request, (input) => locals.app.invitations.revoke(locals.actor, input));
    if (isActionFailure(failed)) return failed;
    redirect(303, '/network?done=revoked#invitations');
  },
};
