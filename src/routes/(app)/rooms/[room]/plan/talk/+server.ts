import { respond } from '$lib/session/answer.ts';
import type { RequestHandler } from './$types';

/** What is said about one card: `?card=<id>`. The plan's page asks for it apart, so that opening a card does not load the plan again. */
export const GET: RequestHandler = ({ url, locals, params }) =>
  respond(() => locals.app.planTalk.ofCard(locals.actor, params.room, url.searchParams.get('card') ?? ''));
