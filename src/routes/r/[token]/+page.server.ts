import { isLang } from '#domain/person/lang.ts';
import { nextReportOn } from '#domain/report-back/report-back.ts';
import { attempt } from '$lib/form/attempt.ts';
import { error, isHttpError, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  // Who holds the address may answer: it must not leave by a referrer or stay in a shared cache.
  setHeaders({ 'cache-control': 'no-store' });
  const found = await locals.app.links.look(params.token);
  if (found.state === 'forged') error(404, { message: 'forged', code: 'link_forged' });
  if (found.state === 'expired') error(410, { message: 'expired', code: 'link_expired' });
  if (found.state === 'taken_back') error(410, { message: 'taken back', code: 'link_taken_back' });
  return { ...found, locale: locals.lang, nextReportOn: nextReportOn(found.item.today) };
};

/** Runs what the link allows; a link that was used meanwhile shows what was said instead of an error. */
async function once<T>(url: URL, run: () => Promise<T>): Promise<T> {
  const asked = url.searchParams.get('lang');
  const here = url.pathname + (isLang(asked) ? `?lang=${asked}` : '');
  let answer: T;
  try {
    answer = await run();
  } catch (thrown) {
    if (isHttpError(thrown, 410)) redirect(303, here);
    throw thrown;
  }
  if (!answer) redirect(303, here);
  return answer;
}

export const actions: Actions = {
  give: ({ request, locals, params, url }) =>
    once(url, async () =>
      attempt(request, async (input) => {
        await locals.app.links.give(params.token, { ...input, lang: locals.lang });
        return undefined;
      }),
    ),
  accept: ({ locals, params, url }) => once(url, async () => locals.app.links.accept(params.token)),
};
