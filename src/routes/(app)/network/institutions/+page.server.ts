import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, parent }) => {
  const { app, actor } = locals;
  const { network } = await parent();
  const found = await app.institutions.list(actor, network.id, Object.fromEntries(url.searchParams));
  return { found, done: url.searchParams.get('done') };
};
