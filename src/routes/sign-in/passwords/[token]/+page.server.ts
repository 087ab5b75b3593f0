import { comeIn, fromOf, memberHere } from '$lib/auth/come-in.ts';
import { attempt, isRefused } from '$lib/form/attempt.ts';
import { error, fail } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store' });
  const person = await locals.app.auth.lookAtPasswordLink(params.token);
  if (!person) error(410, { message: 'gone', code: 'gone', because: 'unknown' });
  return { name: person.name, email: person.email, other: memberHere(locals)?.name ?? null };
};

export const actions: Actions = {
  default: async (event) => {
    const { locals, params, request } = event;
    if (memberHere(locals)) return fail(409, { errors: {} });
    const entered = await attempt(request, (input) =>
      locals.app.auth.choosePassword(params.token, input, fromOf(event)),
    );
    return isRefused(entered) ? entered : comeIn(event, entered, '/');
  },
};
