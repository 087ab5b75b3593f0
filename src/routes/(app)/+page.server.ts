import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { app, actor } = locals;
  const [since, next] = await Promise.all([app.rooms.sinceYouWereHere(actor), app.sessions.next(actor)]);
  return { since, next, pageTopics: next ? [`session:${next.id}`] : [] };
};
