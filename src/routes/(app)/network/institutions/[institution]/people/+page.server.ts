import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => ({
  institution: await locals.app.institutionMembers.list(locals.actor, params.institution, {
    after: url.searchParams.get('after') ?? '',
  }),
  done: ['changed', 'removed'].find((word) => word === url.searchParams.get('done')) ?? null,
});
