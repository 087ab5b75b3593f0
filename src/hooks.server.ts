import { building } from '$app/environment';
import { AsyncLocalStorage } from 'node:async_hooks';
import { isLang, langOf, type Lang } from '#domain/person/lang.ts';
import { overwriteServerAsyncLocalStorage } from '$lib/paraglide/runtime.js';
import { keepSession } from '$lib/session-cookie.ts';
import { serverApp } from '$lib/server-app.ts';
import { redirect, type Handle, type HandleServerError } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';

const language = new AsyncLocalStorage<{ locale: Lang; origin: string; messageCalls: Set<string> }>();
overwriteServerAsyncLocalStorage(language as Parameters<typeof overwriteServerAsyncLocalStorage>[0]);

/** Finds the App, who is asking, and the language: by link (`?lang=`), then by person, then by browser. */
const whoAsks: Handle = async ({ event, resolve }) => {
  // The one page made at build time (the offline shell) is nobody's.
  if (building) {
    event.locals.actor = null;
    event.locals.lang = 'en';
    return resolve(event);
  }
  const app = serverApp();
  event.locals.app = app;
  const secret = event.cookies.get('session');
  const found = await app.auth.actorOf(secret);
  event.locals.actor = found?.actor ?? null;
  if (secret && !found) event.cookies.delete('session', { path: '/' });
  if (secret && found?.fresh) keepSession(event.cookies, secret, app.origin, found.expiresAt);
  const byLink = event.url.searchParams.get('lang');
  const kept = event.cookies.get('lang');
  const byBrowser = isLang(kept) ? kept : langOf(event.request.headers.get('accept-language'));
  event.locals.lang = isLang(byLink) ? byLink : (found?.actor.lang ?? byBrowser);
  return resolve(event);
};

/** Pages below (app) are for people who are signed in; they come back to where they wanted to go. */
const guard: Handle = ({ event, resolve }) => {
  if (event.route.id?.startsWith('/(app)') && !event.locals.actor) {
    const to = event.request.method === 'GET' ? event.url.pathname + event.url.search : '/';
    redirect(303, to === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`);
  }
  return resolve(event);
};

const inLanguage: Handle = ({ event, resolve }) => {
  const { lang } = event.locals;
  return language.run({ locale: lang, origin: event.url.origin, messageCalls: new Set() }, () =>
    resolve(event, { transformPageChunk: ({ html }) => html.replace('%lang%', lang) }),
  );
};

const withHeaders: Handle = async ({ event, resolve }) => {
  const response = await resolve(event);
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('referrer-policy', 'same-origin');
  response.headers.set('permissions-policy', 'camera=(self), microphone=(self), geolocation=()');
  return response;
};

export const handle: Handle = sequence(withHeaders, whoAsks, guard, inLanguage);

/** Says what happened by a stable code; details go to the log only. */
export const handleError: HandleServerError = ({ error, event, status }) => {
  if (status === 404) return { message: 'not_found', code: 'not_found' };
  event.locals.app?.log.error({ err: error, route: event.route.id }, 'a page failed');
  return { message: 'unexpected', code: 'unexpected' };
};
