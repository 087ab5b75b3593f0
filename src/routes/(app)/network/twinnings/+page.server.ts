import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { app, actor } = locals;
  const { network } = await parent();
  const asked = (name: string) => url.searchParams.get(name);
  const filter = {
    ...{ topicId: asked('topic'), step: Number(asked('step')) || null, institutionId: asked('institution') },
    ...{ ended: asked('show') === 'ended', after: asked('after') },
  };
  const [list, steps] = await Promise.all([
    app.twinnings.list(actor, network.id, filter),
    app.twinnings.steps(actor, network.id),
  ]);
  return { list, steps, filter, done: asked('done') };
};
