import { answer } from '$lib/session/answer.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ request, locals, params }) =>
  answer(request, () => locals.app.sessions.end(locals.actor, { sessionId: params.session }));
