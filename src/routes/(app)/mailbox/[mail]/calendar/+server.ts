import { error } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** The calendar file that came with a mail. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const mail = await locals.app.mailbox?.open(locals.actor, params.mail);
  if (!mail?.calendar) error(404, { message: 'not_found', code: 'not_found' });
  return new Response(mail.calendar, {
    headers: {
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'attachment; filename="invite.ics"',
      'cache-control': 'no-store',
    },
  });
};
