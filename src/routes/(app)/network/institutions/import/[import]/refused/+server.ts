import { download } from '$lib/institution/download.ts';
import { problemWords } from '$lib/institution/import-words.ts';
import { m } from '$lib/paraglide/messages.js';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
  const { imports } = locals.app.institutions;
  const rows = await imports.refused(locals.actor, params.import);
  const words = {
    row: m.institution_row(),
    reason: m.institution_reason(),
    reasonsOf: (row: (typeof rows)[number]) => [...row.problems, ...row.clashes].map(problemWords).join('; '),
  };
  const file = await imports.refusedFile(rows, words, locals.lang);
  return download(file, `${m.institution_export_name()}.csv`);
};
