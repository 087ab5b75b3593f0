import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
  depends(`room:${params.room}`);
  return { sessions: await locals.app.sessions.ofRoom(locals.actor, params.room) };
};
