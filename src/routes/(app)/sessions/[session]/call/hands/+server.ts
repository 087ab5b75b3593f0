import { answer } from '$lib/session/answer.ts';
import type { RequestHandler } from './$types';

/** One's own hand up or down; with `personId` somebody else's down. */
export const POST: RequestHandler = ({ request, locals, params }) =>
  answer(request, (body) => {
    const { sessions } = locals.app;
    const of = { sessionId: params.session };
    return 'personId' in body
      ? sessions.lowerHand(locals.actor, { ...of, personId: body['personId'] })
      : sessions.raiseHand(locals.actor, { ...of, up: body['up'] });
  });
