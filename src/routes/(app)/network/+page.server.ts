import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { app, actor } = locals;
  const { network } = await parent();
  const filter = { topicId: url.searchParams.get('topic'), institutionId: url.searchParams.get('around') };
  // Once the network has begun there is nothing left to set up, save for who leads a room of their own.
  const over = network.begun && network.abilities.lookAfter;
  const [step, picture] = await Promise.all([
    over ? null : app.networks.nextStep(actor, network.id),
    app.twinnings.picture(actor, network.id, filter),
  ]);
  const own = actor?.institutions.filter((one) => one.networkId === network.id) ?? [];
  return {
    ...{ step, picture, filter, done: url.searchParams.get('done') },
    own: own.map(({ institutionId, role }) => ({ id: institutionId, speaks: role !== 'staff' })),
  };
};
