import { sinceIn } from '#domain/plan/versions.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
  const { app, actor } = locals;
  depends(`room:${params.room}`);
  const asked = (name: string) => url.searchParams.get(name);
  const filter = { cardId: asked('card'), personId: asked('by'), before: asked('before') };
  const [history, versions, here] = await Promise.all([
    app.plans.history(actor, params.room, { ...filter, since: sinceIn(asked('since')) }),
    app.plans.versions(actor, params.room),
    app.plans.lastHere(actor, params.room),
  ]);
  const news = here ? await app.plans.summary(actor, params.room, here) : null;
  return { history, versions, here, news, filter: { ...filter, since: asked('since') } };
};
