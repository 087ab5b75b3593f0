import { error } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** The calendar at a secret address, for calendar programs: nobody is signed in there. */
export const GET: RequestHandler = async ({ locals, params, request, getClientAddress }) => {
  const feed = await locals.app.feeds.open(params.secret, getClientAddress());
  if (!feed) error(404, { message: 'not_found', code: 'not_found' });
  const headers = {
    'content-type': 'text/calendar; charset=utf-8',
    'content-disposition': 'inline; filename="twinward.ics"',
    'cache-control': 'private, no-cache',
    etag: feed.etag,
    'last-modified': feed.changedAt.toUTCString(),
    'x-robots-tag': 'noindex',
  };
  // By the tag alone: what somebody may see can become less without any session having changed.
  const known = request.headers
    .get('if-none-match')
    ?.split(/,\s*/)
    .map((tag) => tag.replace(/^W\//, ''));
  if (known?.includes(feed.etag)) return new Response(null, { status: 304, headers });
  return new Response(feed.content, { headers });
};
