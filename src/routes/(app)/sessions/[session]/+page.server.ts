import { redirect } from '@sveltejs/kit';
import { attempt } from '$lib/form/attempt.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, depends }) => {
  const { session } = await parent();
  depends(`room:${session.roomId}`);
  const { commitments } = locals.app;
  const [reports, all] = await Promise.all([
    commitments.dueForRoom(locals.actor, session.roomId),
    session.commitmentIds.length > 0 ? commitments.ofRoom(locals.actor, session.roomId) : [],
  ]);
  return { reports, made: all.filter((item) => session.commitmentIds.includes(item.id)) };
};

export const actions: Actions = {
  move: ({ request, locals, params }) =>
    attempt(request, (input) =>
      locals.app.sessions.move(locals.actor, { ...input, sessionId: params.session }),
    ),
  cancel: async ({ locals, params }) => {
    const { roomId } = await locals.app.sessions.page(locals.actor, params.session);
    await locals.app.sessions.cancel(locals.actor, { sessionId: params.session });
    redirect(303, `/rooms/${roomId}/sessions`);
  },
};
