import type { RequestHandler } from './$types';

/** One session as a calendar file. */
export const GET: RequestHandler = async ({ locals, params }) =>
  new Response(await locals.app.calendar.fileOf(locals.actor, params.session), {
    headers: {
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'attachment; filename="session.ics"',
      'cache-control': 'private, no-store',
    },
  });
