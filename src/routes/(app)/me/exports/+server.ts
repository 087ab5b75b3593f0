import { formObject, readForm } from '$lib/form/attempt.ts';
import { redirect, type RequestHandler } from '@sveltejs/kit';

/** Everything of the person in one file; told to the audit, so it is a POST. */
export const POST: RequestHandler = async ({ locals, request }) => {
  const typed = formObject(await readForm(request));
  const found = await locals.app.people.exportMine(locals.actor, typed).catch((thrown: unknown) => {
    const { code } = thrown as { code?: string };
    if (code === 'too_many') redirect(303, '/me/data?refused=often');
    if (code === 'invalid' || code === 'conflict') redirect(303, '/me/data?refused=proof');
    throw thrown;
  });
  return new Response(JSON.stringify(found, null, 2), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="twinward-my-data.json"',
      'cache-control': 'no-store',
    },
  });
};
