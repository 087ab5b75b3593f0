import { resolve } from '$app/paths';
import { makeInvitation, wayIn } from '$lib/invitation/make-invitation.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => ({
  institution: await locals.app.invitations.invitingAt(locals.actor, params.institution),
  way: wayIn(url),
});

export const actions: Actions = {
  default: async (event) => {
    const { app, actor } = event.locals;
    const { id, networkId } = await app.invitations.invitingAt(actor, event.params.institution);
    const hub = resolve('/(app)/network/institutions/[institution]/invitations', { institution: id });
    const place = { target: 'institution', networkId, roomId: '', institutionId: id } as const;
    return makeInvitation(event, place, `${hub}?done=mailed`);
  },
};
