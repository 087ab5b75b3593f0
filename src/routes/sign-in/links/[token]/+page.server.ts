import { comeIn, fromOf, memberHere } from '$lib/auth/come-in.ts';
import { error, fail } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

/** Looking uses nothing up: what opens links in mails to check them finds the link still good. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  setHeaders({ 'cache-control': 'no-store' });
  const person = await locals.app.auth.lookAtLink(params.token);
  if (!person) error(410, { message: 'gone', code: 'gone', because: 'unknown' });
  return { name: person.name, other: memberHere(locals)?.name ?? null };
};

export const actions: Actions = {
  default: async (event) => {
    if (memberHere(event.locals)) return fail(409, {});
    return comeIn(event, await event.locals.app.auth.enterByLink(event.params.token, fromOf(event)), '/');
  },
};
