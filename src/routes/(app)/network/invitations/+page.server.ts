import { pageIn, waitingActions } from '$lib/invitation/waiting-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { network } = await parent();
  return {
    waiting: await locals.app.invitations.waitingIn(locals.actor, network.id, pageIn(url)),
    done: url.searchParams.get('done'),
  };
};

export const actions: Actions = { revoke: waitingActions.revoke, renew: waitingActions.renew };
