import { building } from '$app/environment';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Actor } from '#domain/person/actor.ts';
import { planKept } from '#domain/plan/kept.ts';
import { isLang, langOf, type Lang } from '#domain/person/lang.ts';
import { keptGuest } from '$lib/guest/guest-cookie.ts';
import { overwriteServerAsyncLocalStorage } from '$lib/paraglide/runtime.js';
import { keepSession } from '$lib/session-cookie.ts';
import { serverApp } from '$lib/server-app.ts';
import { error, redirect, type Handle, type HandleServerError, type RequestEvent } from '@sveltejs/kit';
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
  event.locals.actor =
    found && isSomebody(found.actor, event.route.id) ? withPlace(found.actor, event) : null;
  if (secret && !found) event.cookies.delete('session', { path: '/' });
  if (secret && found?.fresh) keepSession(event.cookies, secret, app.origin, found.expiresAt);
  const byLink = event.url.searchParams.get('lang');
  const kept = event.cookies.get('lang');
  const byBrowser = isLang(kept) ? kept : langOf(event.request.headers.get('accept-language'));
  event.locals.lang = isLang(byLink) ? byLink : (found?.actor.lang ?? byBrowser);
  return resolve(event);
};

const withPlace = (actor: Actor, { request, getClientAddress }: RequestEvent): Actor => ({
  ...actor,
  from: { address: getClientAddress(), device: request.headers.get('user-agent') ?? '' },
});

const ofGuests = ['/guest/[token]', '/guests/[session]', '/sign-out', '/sign-in/language'];

/** At the doors by which people come in a guest is nobody yet: they may be invited, or have an account. */
const isSomebody = (actor: Actor, route: string | null): boolean =>
  actor.guestOf === null || route === null || route.startsWith('/(app)') || ofGuests.includes(route);

/**
 * Whatever writes must come from our own pages. SvelteKit asks this of forms alone; a request without a type, or with
 * JSON, is a write too.
 */
const fromOurPages: Handle = ({ event, resolve }) => {
  const { method, headers } = event.request;
  const origin = headers.get('origin');
  if (!['GET', 'HEAD', 'OPTIONS'].includes(method) && origin !== null && origin !== event.url.origin)
    error(403, { message: 'invalid', code: 'invalid' });
  return resolve(event);
};

/** Pages below (app) are for people who are signed in; they come back to where they wanted to go. */
const guard: Handle = ({ event, resolve }) => {
  if (event.route.id?.startsWith('/(app)') && !event.locals.actor) {
    // Who was a guest of this session reads that the visit is over.
    const was = keptGuest(event.cookies);
    if (was && event.params['session'] === was.sessionId) redirect(303, `/guests/${was.sessionId}`);
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

/** Half of what a common proxy takes for all headers together. */
const maxAhead = 2_048;

const withHeaders: Handle = async ({ event, resolve }) => {
  const response = await resolve(event);
  response.headers.set('x-content-type-options', 'nosniff');
  // No less: with `no-referrer` browsers send forms with the origin `null`, and they are refused.
  response.headers.set('referrer-policy', 'same-origin');
  // What somebody saw is not shown to the next one at the same computer, nor kept by anything on the way.
  if (event.locals.actor && !response.headers.has('cache-control'))
    response.headers.set('cache-control', 'private, no-cache');
  // Which scripts to load ahead. A page with many of them would send more than proxies and browsers take as a header.
  const ahead = response.headers.get('link');
  // Who keeps this plan has kept its scripts too.
  if (event.cookies.get(planKept)) response.headers.delete('link');
  else if (ahead && ahead.length > maxAhead)
    response.headers.set('link', ahead.slice(0, ahead.lastIndexOf(', <', maxAhead)));
  response.headers.set('permissions-policy', 'camera=(self), microphone=(self), geolocation=()');
  return response;
};

export const handle: Handle = sequence(withHeaders, whoAsks, fromOurPages, guard, inLanguage);

/** Says what happened by a stable code; details go to the log only. */
export const handleError: HandleServerError = ({ error, event, status }) => {
  if (status === 404) {
    const guestOf = event.locals.actor?.guestOf;
    return { message: 'not_found', code: 'not_found', ...(guestOf ? { guestOf } : {}) };
  }
  // A form that is none, too much, a method that nobody takes: nothing of ours failed.
  if (status === 413) return { message: 'too_large', code: 'too_large' };
  if (status < 500) return { message: 'invalid', code: 'invalid' };
  event.locals.app?.log.error({ err: error, route: event.route.id }, 'a page failed');
  return { message: 'unexpected', code: 'unexpected' };
};
