import { resolve } from '$app/paths';
import { attempt } from '$lib/form/attempt.ts';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent }) => {
  const { abilities } = (await parent()).room;
  const { app, actor } = locals;
  const invites = abilities.invite || abilities.inviteOwn;
  return {
    people: await app.rooms.people(actor, params.room),
    waiting: invites ? await app.invitations.waitingFor(actor, params.room) : null,
  };
};

export const actions: Actions = {
  /** Moves the twinning to another step of the cycle. */
  step: async ({ locals, params, request }) =>
    attempt(request, async (input) => {
      await locals.app.rooms.moveToStep(locals.actor, { ...input, roomId: params.room });
      redirect(303, resolve('/(app)/rooms/[room]/people', { room: params.room }));
    }),
};
