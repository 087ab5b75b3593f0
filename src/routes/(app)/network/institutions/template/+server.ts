import { download, formatOf } from '$lib/institution/download.ts';
import { m } from '$lib/paraglide/messages.js';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, url }) => {
  const format = formatOf(url.searchParams.get('format'));
  const file = await locals.app.institutions.imports.template(locals.actor, format);
  return download(file, `${m.institution_export_name()}.${format}`);
};
