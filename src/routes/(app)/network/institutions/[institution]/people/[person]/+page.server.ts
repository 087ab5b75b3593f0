import { attempt, isRefused, type Refusal } from '$lib/form/attempt.ts';
import { resolve } from '$app/paths';
import { fail, isActionFailure, redirect, type RequestEvent } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
  found: await locals.app.institutionMembers.person(locals.actor, params.institution, params.person),
});

type Event = RequestEvent<{ institution: string; person: string }>;

const acting = (verb: 'changeRole' | 'remove', done: string) => async (event: Event) => {
  const { locals, params, request } = event;
  const { institution, person } = params;
  const answer = await attempt(request, (input) =>
    locals.app.institutionMembers[verb](locals.actor, {
      ...{ ...input, institutionId: institution, personId: person },
    }),
  );
  if (isActionFailure(answer))
    return fail(answer.status, { ...(answer.data as unknown as Refusal), form: verb });
  // Who took themselves out does not see its people any more.
  if (verb === 'remove' && person === locals.actor?.personId) redirect(303, '/');
  const people = resolve('/(app)/network/institutions/[institution]/people', { institution });
  redirect(303, `${people}?done=${done}`);
};

export const actions: Actions = {
  change: acting('changeRole', 'changed'),
  /** A new PIN, shown once to who gives it. */
  resetPin: async ({ locals, params, request }) => {
    const input = { institutionId: params.institution, personId: params.person };
    const given = await attempt(request, () => locals.app.people.resetPin(locals.actor, input));
    return isRefused(given) ? fail(given.status, { ...given.data, form: 'resetPin' }) : { given };
  },
  remove: acting('remove', 'removed'),
};
