import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, params, depends }) => {
  const { app, actor } = locals;
  const [session, walk] = await Promise.all([
    app.sessions.page(actor, params.session),
    app.walkthroughs.ofSession(actor, params.session),
  ]);
  const guests = session.abilities.admitGuests ? await app.guests.atTheDoor(actor, session.id) : [];
  depends(`session:${session.id}`, 'calls:state');
  return {
    session,
    walk,
    guests,
    calls: app.media.state(),
    pageTopics: [`session:${session.id}`, ...(actor?.guestOf ? [] : [`room:${session.roomId}`])],
  };
};
