import type { HandleClientError } from '@sveltejs/kit';
import { isLang } from '#domain/person/lang.ts';
import { goOnWhenBack, isLineLost } from '$lib/live/line-lost.ts';
import { overwriteGetLocale } from '$lib/paraglide/runtime.js';

// The server has decided the language and written it on the page; both must say the same words.
overwriteGetLocale(() => (isLang(document.documentElement.lang) ? document.documentElement.lang : 'en'));

/** A line that breaks while a page loads is no fault of the page: what can be read stays, until the rest can come. */
export const handleError: HandleClientError = async ({ error, event, message }) => {
  if (!isLineLost(error) || !(await goOnWhenBack(event.url))) return { message };
  // Any answer would replace the page by an error.
  return new Promise<never>(() => {});
};
