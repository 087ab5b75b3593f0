import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent }) => {
  const { app, actor } = locals;
  const { rooms } = await parent();
  const leads = rooms.some(({ role }) => role === 'facilitator' || role === 'co_facilitator');
  const looked = actor?.networks.length ? app.networks.today(actor) : null;
  const [since, next, said, network, step] = await Promise.all([
    app.rooms.sinceYouWereHere(actor),
    app.sessions.next(actor),
    app.planTalk.saidTo(actor),
    looked,
    leads && !looked ? app.networks.nextStep(actor) : null,
  ]);
  return {
    since,
    next,
    said,
    network,
    step: network?.step ?? step,
    pageTopics: next ? [`session:${next.id}`] : [],
  };
};
