import { error } from '@sveltejs/kit';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { RequestHandler } from './$types';

const gzip = promisify(zlib.gzip);

/** The plan's shared document as it was last folded together (a Yjs update): a page that keeps none asks for it while its scripts still come. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const update = await locals.app.plans.document(locals.actor, params.room);
  if (!update) error(404, { message: 'not_found', code: 'not_found' });
  return new Response(new Uint8Array(await gzip(update)), {
    headers: {
      'content-type': 'application/octet-stream',
      'content-encoding': 'gzip',
      'cache-control': 'private, no-store',
    },
  });
};
