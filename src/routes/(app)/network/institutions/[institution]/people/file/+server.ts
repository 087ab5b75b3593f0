import { formObject, readForm } from '$lib/form/attempt.ts';
import type { RequestHandler } from './$types';

const types = { json: 'application/json', csv: 'text/csv; charset=utf-8' } as const;

/** An institution's data as a file; a form asks for it, because opening it is written down. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
  const input = formObject(await readForm(request));
  const { text } = await locals.app.institutionMembers.exportData(locals.actor, {
    ...{ ...input, institutionId: params.institution },
  });
  const format = input['format'] === 'csv' ? 'csv' : 'json';
  return new Response(text, {
    headers: {
      'content-type': types[format],
      'content-disposition': `attachment; filename="institution.${format}"`,
    },
  });
};
