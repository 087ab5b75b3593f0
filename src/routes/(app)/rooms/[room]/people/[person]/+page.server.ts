import { attempt, type Refusal } from '$lib/form/attempt.ts';
import { resolve } from '$app/paths';
import { fail, isActionFailure, redirect, type RequestEvent } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
  depends(`room:${params.room}`);
  return { place: await locals.app.roomMembers.place(locals.actor, params.room, params.person) };
};

type Event = RequestEvent<{ room: string; person: string }>;
type Verb = 'change' | 'remove' | 'replace' | 'leave';

/** An action on this place; what is refused comes back with which form it was. */
const acting = (verb: Verb, done: string | null) => async (event: Event) => {
  const { locals, params, request } = event;
  const answer = await attempt(request, (input) =>
    locals.app.roomMembers[verb](locals.actor, { ...input, roomId: params.room, personId: params.person }),
  );
  if (isActionFailure(answer))
    return fail(answer.status, { ...(answer.data as unknown as Refusal), form: verb });
  if (done === null) redirect(303, resolve('/(app)/rooms'));
  redirect(303, `${resolve('/(app)/rooms/[room]/people', { room: params.room })}?done=${done}`);
};

export const actions: Actions = {
  change: acting('change', 'changed'),
  replace: acting('replace', 'replaced'),
  remove: acting('remove', 'removed'),
  leave: acting('leave', null),
};
