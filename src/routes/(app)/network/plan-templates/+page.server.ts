import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { network } = await parent();
  return {
    templates: await locals.app.planTemplates.all(locals.actor, network.id),
    done: url.searchParams.get('done'),
  };
};
