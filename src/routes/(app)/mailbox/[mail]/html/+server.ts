import { error } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** The mail's own HTML for the frame: no script, no picture from elsewhere, links open in the whole window. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const { mailbox } = locals.app;
  if (!mailbox) error(404, { message: 'not_found', code: 'not_found' });
  const mail = await mailbox.open(locals.actor, params.mail);
  return new Response(mail.html.replace('<head>', '<head><base target="_top">'), {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation allow-popups",
    },
  });
};
