import { answer, respond } from '$lib/session/answer.ts';
import type { RequestHandler } from './$types';

/** "I see this track": a page tells it every two seconds while frames come. */
export const POST: RequestHandler = ({ request, locals, params }) =>
  answer(request, async (body) => ({
    count: await locals.app.media.see(locals.actor, {
      sessionId: params.session,
      trackSid: body['trackSid'],
    }),
  }));

/** How many pages see a track now. */
export const GET: RequestHandler = ({ url, locals, params }) =>
  respond(async () => ({
    count: await locals.app.media.seenBy(locals.actor, {
      sessionId: params.session,
      trackSid: url.searchParams.get('track') ?? '',
    }),
  }));
