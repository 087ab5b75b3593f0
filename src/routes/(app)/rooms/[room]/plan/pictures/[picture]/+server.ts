import { json } from '@sveltejs/kit';
import { readForm } from '$lib/form/attempt.ts';
import type { RequestHandler } from './$types';

/** The bytes of a picture whose id already stands in a note, as they are or in a form. Refused bytes: `why`, a key of error.json. */
export const PUT: RequestHandler = async ({ request, locals, params }) => {
  const inForm = request.headers.get('content-type')?.startsWith('multipart/form-data');
  const image = inForm ? (await readForm(request)).get('image') : await request.blob();
  try {
    return json(
      await locals.app.plans.keepPicture(locals.actor, { id: params.picture, roomId: params.room, image }),
    );
  } catch (thrown) {
    const { code, fields } = thrown as { code?: string; fields?: { image?: string } };
    if (code === 'invalid') return json({ code, why: fields?.image }, { status: 422 });
    if (code === 'conflict') return json({ code }, { status: 409 });
    throw thrown;
  }
};
