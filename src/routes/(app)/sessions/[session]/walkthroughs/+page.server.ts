import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { attempt } from '$lib/form/attempt.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** Walking happens in the call; this address takes the walker's commands. */
export const load: PageServerLoad = ({ params }) =>
  redirect(303, resolve('/(app)/sessions/[session]/call', { session: params.session }));

const command =
  (verb: 'start' | 'arriveAt' | 'hide' | 'show' | 'end') =>
  async ({ locals, params, request }: RequestEvent) =>
    attempt(request, async (input) => {
      await locals.app.walkthroughs[verb](locals.actor, { ...input, sessionId: params.session });
      return { done: verb };
    });

export const actions: Actions = {
  start: command('start'),
  arriveAt: command('arriveAt'),
  hide: command('hide'),
  show: command('show'),
  end: command('end'),
};
