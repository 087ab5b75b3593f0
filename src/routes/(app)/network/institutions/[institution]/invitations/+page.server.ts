import { pageIn, waitingActions } from '$lib/invitation/waiting-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { app, actor } = locals;
  const institution = await app.invitations.invitingAt(actor, params.institution);
  return {
    institution,
    waiting: await app.invitations.waitingAt(actor, institution.id, pageIn(url)),
    done: url.searchParams.get('done'),
  };
};

export const actions: Actions = { revoke: waitingActions.revoke, renew: waitingActions.renew };
