import { answer } from '$lib/session/answer.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ request, locals, params }) =>
  answer(request, (body) =>
    locals.app.sessions.remove(locals.actor, { sessionId: params.session, personId: body['personId'] }),
  );
