import { pageIn, waitingActions } from '$lib/invitation/waiting-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => ({
  waiting: await locals.app.invitations.waitingFor(locals.actor, params.room, pageIn(url)),
  done: url.searchParams.get('done'),
});

export const actions: Actions = { revoke: waitingActions.revoke, renew: waitingActions.renew };
