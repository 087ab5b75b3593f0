import type { RequestHandler } from './$types';

/** A picture never changes; the browser that keeps it asks each time whether its person may still see it. */
export const GET: RequestHandler = async ({ locals, params, request }) => {
  const image = await locals.app.images.open(locals.actor, params.image);
  const etag = `"${image.sha256}"`;
  const headers = { etag, 'cache-control': 'private, no-cache', vary: 'cookie' };
  if (request.headers.get('if-none-match')?.includes(etag))
    return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(image.bytes), {
    headers: {
      ...headers,
      'content-type': 'image/jpeg',
      'content-length': String(image.bytes.byteLength),
      'content-security-policy': "default-src 'none'",
    },
  });
};
