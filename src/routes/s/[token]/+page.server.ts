import { answers } from '#domain/calendar/calendar.ts';
import { isLang } from '#domain/person/lang.ts';
import { attempt } from '$lib/form/attempt.ts';
import { error, isActionFailure, isHttpError, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, setHeaders }) => {
  // Who holds the address may answer: it must not stay in a shared cache.
  setHeaders({ 'cache-control': 'no-store' });
  const { answerLinks } = locals.app;
  const found = await answerLinks.look(params.token);
  if (found.state === 'forged') error(404, { message: 'forged', code: 'link_forged' });
  if (found.state === 'taken_back') error(410, { message: 'taken back', code: 'link_taken_back' });
  const wish = url.searchParams.get('answer');
  return {
    ...found,
    locale: locals.lang,
    when: answerLinks.when(found, found.readerZone, locals.lang),
    // What was tapped in the mail; only the button here says it.
    wish: answers.find((one) => one === wish) ?? null,
    done: url.searchParams.has('done'),
  };
};

export const actions: Actions = {
  default: async ({ request, locals, params, url }) => {
    const asked = url.searchParams.get('lang');
    const lang = isLang(asked) ? `lang=${asked}&` : '';
    try {
      const failed = await attempt(request, (input) => locals.app.answerLinks.answer(params.token, input));
      if (isActionFailure(failed)) return failed;
    } catch (thrown) {
      // It ended or was called off meanwhile: the page says so.
      if (!isHttpError(thrown, 410)) throw thrown;
      redirect(303, `${url.pathname}?${lang}`);
    }
    redirect(303, `${url.pathname}?${lang}done`);
  },
};
