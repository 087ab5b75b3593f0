import { resolve } from '$app/paths';
import { attempt } from '$lib/form/attempt.ts';
import { isActionFailure, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

const doneWords = [
  'changed',
  'removed',
  'replaced',
  'institution_joined',
  'institution_left',
  'institution_returned',
];

export const load: PageServerLoad = async ({ locals, params, parent, url }) => {
  const { app, actor } = locals;
  const { room } = await parent();
  const invites = room.abilities.invite || room.abilities.inviteOwn;
  const [places, ownerless, waiting, toAdd] = await Promise.all([
    app.roomMembers.list(actor, params.room),
    room.abilities.see ? app.commitments.ownerless(actor, params.room) : [],
    invites ? app.invitations.waitingFor(actor, params.room) : null,
    room.abilities.changeInstitutions ? app.roomMembers.institutionsToAdd(actor, params.room) : null,
  ]);
  const done = url.searchParams.get('done') ?? '';
  return { places, ownerless, waiting, toAdd, done: doneWords.includes(done) ? done : null };
};

export const actions: Actions = {
  /** One more institution joins. */
  add: async ({ locals, params, request }) => {
    const answer = await attempt(request, (input) =>
      locals.app.roomMembers.institutionJoins(locals.actor, { ...input, roomId: params.room }),
    );
    if (isActionFailure(answer)) return answer;
    redirect(303, `${resolve('/(app)/rooms/[room]/people', { room: params.room })}?done=institution_joined`);
  },
  /** Moves the twinning to another step of the cycle. */
  step: async ({ locals, params, request }) =>
    attempt(request, async (input) => {
      await locals.app.rooms.moveToStep(locals.actor, { ...input, roomId: params.room });
      redirect(303, resolve('/(app)/rooms/[room]/people', { room: params.room }));
    }),
};
