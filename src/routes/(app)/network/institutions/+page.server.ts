import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, parent }) => {
  const { app, actor } = locals;
  const { network } = await parent();
  const [found, topics] = await Promise.all([
    app.institutions.list(actor, network.id, Object.fromEntries(url.searchParams)),
    app.institutions.topics(actor, network.id),
  ]);
  return { found, topics, done: url.searchParams.get('done') };
};
