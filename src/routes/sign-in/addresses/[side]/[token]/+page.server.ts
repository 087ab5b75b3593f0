import { fromOf } from '$lib/auth/come-in.ts';
import { attempt, isRefused } from '$lib/form/attempt.ts';
import { error } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

const sideOf = (side: string) => {
  if (side !== 'old' && side !== 'new') error(404, { message: 'not_found', code: 'not_found' });
  return side;
};

export const load: PageServerLoad = async ({ locals, params, setHeaders, request }) => {
  setHeaders({ 'cache-control': 'no-store' });
  const side = sideOf(params.side);
  const asked = await locals.app.people.lookAtAddressChange(side, params.token);
  // After the answer the same page thanks.
  if (!asked && request.method !== 'POST') error(410, { message: 'gone', code: 'gone', because: 'unknown' });
  return { side, asked };
};

export const actions: Actions = {
  default: async (event) => {
    const { request, locals, params } = event;
    const side = sideOf(params.side);
    const said = await attempt(request, (input) =>
      locals.app.people.answerAddressChange(side, params.token, input, fromOf(event)),
    );
    return isRefused(said) ? said : { said };
  },
};
