import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { app, actor } = locals;
  const { network } = await parent();
  const filter = { topicId: url.searchParams.get('topic'), institutionId: url.searchParams.get('around') };
  const [step, picture, topics] = await Promise.all([
    app.networks.nextStep(actor, network.id),
    app.twinnings.picture(actor, network.id, filter),
    app.networks.topics(actor, network.id),
  ]);
  const own = actor?.institutions.filter((one) => one.networkId === network.id) ?? [];
  return {
    ...{ step, picture, topics, filter, done: url.searchParams.get('done') },
    own: own.map(({ institutionId, role }) => ({ id: institutionId, speaks: role !== 'staff' })),
  };
};
