import { json } from '@sveltejs/kit';
import { readForm, wordsFor } from '$lib/form/attempt.ts';
import type { RequestHandler } from './$types';

/** The cells of a spreadsheet; what cannot be read is said in words. Nothing is kept. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
  const form = await readForm(request);
  try {
    return json({ cells: await locals.app.plans.cellsOf(locals.actor, params.room, form.get('file')) });
  } catch (thrown) {
    const { code, fields } = thrown as { code?: string; fields?: Record<string, string> };
    if (code !== 'invalid') throw thrown;
    return json({ error: wordsFor(fields?.['file'] ?? '') }, { status: 422 });
  }
};
