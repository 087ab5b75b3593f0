import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders, getClientAddress }) => {
  // The address itself is a secret: it must not lie in a cache or be found by looking for it.
  setHeaders({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
  const outline = await locals.app.planDoor.open(params.token, locals.lang, getClientAddress());
  // Ended, taken back or made up: the same answer.
  if (!outline) error(404, { message: 'not_found', code: 'not_found' });
  return { outline };
};
