import { resolve } from '$app/paths';
import { attempt } from '$lib/form/attempt.ts';
import { onlyFor } from '$lib/network/only-for.ts';
import { isActionFailure, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

/** Without `a` the pairs that may be one; with `a` the search for its double; with both the two side by side. */
export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { app, actor } = locals;
  const { network } = await parent();
  onlyFor(network, 'lookAfter');
  const [a, b, q] = ['a', 'b', 'q'].map((name) => url.searchParams.get(name) ?? '');
  if (a && b) return { pair: await app.institutions.sideBySide(actor, a, b) };
  if (!a) return { suggested: await app.institutions.duplicates(actor, network.id) };
  const one = await app.institutions.toEdit(actor, a);
  const found = await app.institutions.list(actor, one.networkId, { q: q || one.name.split(' ')[0] });
  return { one, q: q ?? '', hits: found.institutions.filter((hit) => hit.id !== one.id && !hit.left) };
};

export const actions: Actions = {
  apart: async ({ request, locals }) => {
    const failed = await attempt(request, (input) => locals.app.institutions.keepApart(locals.actor, input));
    return failed ?? { apart: true };
  },
  merge: async ({ request, locals }) => {
    let keptId = '';
    const failed = await attempt(request, (input) => {
      keptId = String(input['keepId']);
      const { a, b } = input;
      return locals.app.institutions.merge(locals.actor, { ...input, goneId: keptId === a ? b : a });
    });
    if (isActionFailure(failed)) return failed;
    const at = resolve('/(app)/network/institutions/[institution]', { institution: keptId });
    redirect(303, `${at}?done=merged`);
  },
};
