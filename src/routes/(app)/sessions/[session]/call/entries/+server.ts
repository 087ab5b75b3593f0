import { answer } from '$lib/session/answer.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ request, locals, params }) =>
  answer(request, (body) =>
    locals.app.media.enter(locals.actor, { sessionId: params.session, device: body['device'] }),
  );
