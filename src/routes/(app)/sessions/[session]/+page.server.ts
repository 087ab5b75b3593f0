import { redirect } from '@sveltejs/kit';
import { inAppBrowser } from '$lib/auth/in-app.ts';
import { attempt } from '$lib/form/attempt.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, depends, request }) => {
  const { session } = await parent();
  depends(`room:${session.roomId}`);
  const { commitments, calendar } = locals.app;
  const [reports, all, answers, series] = await Promise.all([
    commitments.dueForRoom(locals.actor, session.roomId),
    session.commitmentIds.length > 0 ? commitments.ofRoom(locals.actor, session.roomId) : [],
    calendar.answersTo(locals.actor, session.id),
    calendar.seriesOf(locals.actor, session.id),
  ]);
  return {
    ...{ reports, answers, series },
    inApp: inAppBrowser(request.headers.get('user-agent')),
    made: all.filter((item) => session.commitmentIds.includes(item.id)),
  };
};

export const actions: Actions = {
  move: ({ request, locals, params }) =>
    attempt(request, (input) =>
      locals.app.sessions.move(locals.actor, { ...input, sessionId: params.session }),
    ),
  answer: async ({ request, locals, params }) => {
    // From Today one stays on Today.
    let to = `/sessions/${params.session}`;
    const refused = await attempt(request, async (input) => {
      await locals.app.calendar.answer(locals.actor, { ...input, sessionId: params.session });
      if (input['back'] === '/') to = '/';
      return null;
    });
    if (refused) return refused;
    redirect(303, to);
  },
  cancel: async ({ request, locals, params }) => {
    const { roomId } = await locals.app.sessions.page(locals.actor, params.session);
    const refused = await attempt(request, async (input) => {
      await locals.app.sessions.cancel(locals.actor, { ...input, sessionId: params.session });
      return null;
    });
    if (refused) return refused;
    redirect(303, `/rooms/${roomId}/sessions`);
  },
};
