import { resolve } from '$app/paths';
import { attempt } from '$lib/form/attempt.ts';
import { isActionFailure, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
  depends(`person:${locals.actor?.personId ?? ''}`);
  const found = await locals.app.institutions.imports.open(locals.actor, params.import, {
    show: url.searchParams.get('show'),
    page: url.searchParams.get('page'),
  });
  return { found };
};

const here = (id: string) => resolve('/(app)/network/institutions/import/[import]', { import: id });

export const actions: Actions = {
  confirm: async ({ request, locals, params }) => {
    const failed = await attempt(request, (input) =>
      locals.app.institutions.imports.confirm(locals.actor, { ...input, importId: params.import }),
    );
    if (isActionFailure(failed)) return failed;
    redirect(303, here(params.import));
  },
  drop: async ({ request, locals, params }) => {
    const failed = await attempt(request, () =>
      locals.app.institutions.imports.drop(locals.actor, { importId: params.import }),
    );
    if (isActionFailure(failed)) return failed;
    redirect(303, resolve('/network/institutions/import'));
  },
};
