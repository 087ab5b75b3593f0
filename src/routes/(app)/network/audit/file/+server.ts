import { formObject, readForm } from '$lib/form/attempt.ts';
import type { RequestHandler } from './$types';

/** The audit as a file; a form asks for it, because opening it is written down. */
export const POST: RequestHandler = async ({ locals, request }) => {
  const csv = await locals.app.audit.exportCsv(locals.actor, formObject(await readForm(request)));
  return new Response(csv, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="audit.csv"',
    },
  });
};
