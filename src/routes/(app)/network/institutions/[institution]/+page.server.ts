import { resolve } from '$app/paths';
import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const institution = await locals.app.institutions.open(locals.actor, params.institution);
  // An old address keeps leading to where its institution is now.
  if (institution.mergedInto)
    redirect(
      308,
      resolve('/(app)/network/institutions/[institution]', { institution: institution.mergedInto }),
    );
  return { institution, done: url.searchParams.get('done') };
};
