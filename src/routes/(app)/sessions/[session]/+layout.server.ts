import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, params, depends }) => {
  const { app, actor } = locals;
  const session = await app.sessions.page(actor, params.session);
  depends(`session:${session.id}`, 'calls:state');
  return {
    session,
    calls: app.media.state(),
    pageTopics: [`session:${session.id}`, `room:${session.roomId}`],
  };
};
