import { formObject, readForm } from '$lib/form/attempt.ts';
import { download, formatOf } from '$lib/institution/download.ts';
import { m } from '$lib/paraglide/messages.js';
import type { RequestHandler } from './$types';

/** By POST: an export is written into the audit, and a link would be followed by whoever prefetches. */
export const POST: RequestHandler = async ({ locals, request }) => {
  const input = formObject(await readForm(request));
  const file = await locals.app.institutions.exportAll(locals.actor, input);
  const day = locals.app.clock.now().toISOString().slice(0, 10);
  return download(file, `${m.institution_export_name()}-${day}.${formatOf(String(input['format']))}`);
};
