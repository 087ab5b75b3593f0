import type { RequestHandler } from './$types';

/** The plan as a file, in the language asked for or the reader's own. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
  const lang = url.searchParams.get('lang') ?? locals.lang;
  const file = await locals.app.plans.file(locals.actor, params.room, { format: params.format, lang });
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      'content-type': file.type,
      'content-disposition': `attachment; filename="${file.name}"`,
      'cache-control': 'private, no-store',
    },
  });
};
