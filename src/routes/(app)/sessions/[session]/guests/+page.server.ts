import { renderSVG } from 'uqr';
import { attempt } from '$lib/form/attempt.ts';
import type { Actions, PageServerLoad } from './$types';

/** A session's guests and the links by which they come, for those who may invite guests. */
export const load: PageServerLoad = async ({ locals, params, depends }) => {
  depends(`session:${params.session}`);
  const invited = await locals.app.guests.ofSession(locals.actor, params.session);
  return { invited, pageTopics: [`session:${params.session}`] };
};

export const actions: Actions = {
  makeLink: async ({ request, locals, params, setHeaders }) => {
    const { app, actor } = locals;
    // The link is shown once and must not lie in a cache.
    setHeaders({ 'cache-control': 'no-store' });
    const made = await attempt(request, () => app.guests.makeLink(actor, { sessionId: params.session }));
    if (!('token' in made)) return made;
    const link = `${app.origin}/guest/${made.token}`;
    const qr = `data:image/svg+xml,${encodeURIComponent(renderSVG(link, { border: 2 }))}`;
    return { made: { link, qr } };
  },
  revokeLink: ({ request, locals }) =>
    attempt(request, async (input) => {
      await locals.app.guests.revokeLink(locals.actor, input);
    }),
  letIn: ({ request, locals, params }) =>
    attempt(request, (input) =>
      locals.app.guests.letIn(locals.actor, { ...input, sessionId: params.session }),
    ),
  turnAway: ({ request, locals, params }) =>
    attempt(request, (input) =>
      locals.app.guests.turnAway(locals.actor, { ...input, sessionId: params.session }),
    ),
  remove: ({ request, locals, params }) =>
    attempt(request, (input) =>
      locals.app.sessions.remove(locals.actor, { ...input, sessionId: params.session }),
    ),
};
