import { redirect } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** The plan as a file, in the language asked for or the reader's own. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
  const lang = url.searchParams.get('lang') ?? locals.lang;
  const asked = { format: params.format, lang };
  const file = await locals.app.plans.file(locals.actor, params.room, asked).catch((error: unknown) => {
    // Words, where the other formats are.
    if ((error as { code?: unknown }).code === 'too_large')
      redirect(303, `/rooms/${params.room}/plan/export?in=${lang}&long`);
    throw error;
  });
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      'content-type': file.type,
      'content-disposition': `attachment; filename="${file.name}"`,
      'cache-control': 'private, no-store',
    },
  });
};
