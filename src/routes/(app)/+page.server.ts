import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { app, actor } = locals;
  return { since: await app.rooms.sinceYouWereHere(actor) };
};
