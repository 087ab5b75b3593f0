import { resolve } from '$app/paths';
import { makeInvitation, wayIn } from '$lib/invitation/make-invitation.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => ({
  inviting: await locals.app.invitations.invitingTo(locals.actor, params.room),
  way: wayIn(url),
});

export const actions: Actions = {
  default: async (event) => {
    const { app, actor } = event.locals;
    const { roomId, networkId } = await app.invitations.invitingTo(actor, event.params.room);
    const hub = resolve('/(app)/rooms/[room]/invitations', { room: roomId });
    return makeInvitation(event, { target: 'room', roomId, networkId }, `${hub}?done=mailed`);
  },
};
