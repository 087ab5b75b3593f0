import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { app, actor } = locals;
  const { network } = await parent();
  const asked = (name: string) => url.searchParams.get(name);
  const filter = {
    ...{ topicId: asked('topic'), stance: asked('stance'), level: asked('level'), lang: asked('language') },
    after: asked('after'),
  };
  // Whose needs are matched: the institution asked for, else the reader's own.
  const own = actor?.institutions.find((one) => one.networkId === network.id)?.institutionId ?? null;
  const matched = asked('for') ?? own;
  const [list, match] = await Promise.all([
    app.offers.list(actor, network.id, filter),
    matched ? app.offers.matches(actor, matched) : null,
  ]);
  return { list, match, own, filter };
};
