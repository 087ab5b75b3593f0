import { error } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** A picture of a plan that is open by a link, as long as the link is. */
export const GET: RequestHandler = async ({ locals, params, getClientAddress }) => {
  const bytes = await locals.app.planDoor.picture(params.token, params.picture, getClientAddress());
  if (!bytes) error(404, { message: 'not_found', code: 'not_found' });
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': 'image/jpeg',
      'content-length': String(bytes.byteLength),
      'cache-control': 'private, no-store',
      'x-robots-tag': 'noindex',
      'content-security-policy': "default-src 'none'",
    },
  });
};
