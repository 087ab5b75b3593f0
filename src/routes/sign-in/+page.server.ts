import { asTyped, shownCode } from '#domain/person/sign-in-code.ts';
import { attemptSometimes, comeIn, fromOf, memberHere } from '$lib/auth/come-in.ts';
import { inAppBrowser } from '$lib/auth/in-app.ts';
import { ownPath } from '$lib/auth/own-path.ts';
import { readForm, wordsFor, isRefused } from '$lib/form/attempt.ts';
import { m } from '$lib/paraglide/messages.js';
import { fail, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url, request }) => {
  const to = ownPath(url.searchParams.get('to'));
  const code = asTyped(url.searchParams.get('code') ?? '');
  // Who scans a sign-in card while somebody is signed in is asked who they are; otherwise one is in already.
  if (memberHere(locals) && !code && request.method !== 'POST') redirect(303, to);
  return {
    to,
    demo: locals.app.demo,
    who: code ? shownCode(code) : null,
    other: memberHere(locals)?.name ?? null,
    deleted: url.searchParams.has('deleted'),
    late: url.searchParams.has('late'),
    inApp: inAppBrowser(request.headers.get('user-agent')),
  };
};

/** What the second page asks for: a password for an address, a PIN for a code. */
const askedOf = (typed: unknown) => {
  const who = typeof typed === 'string' ? typed.trim() : '';
  const code = who.includes('@') ? null : asTyped(who);
  return code ? shownCode(code) : /^\S+@\S+\.\S+$/.test(who) ? who : null;
};
const isCode = (who: unknown) => typeof who === 'string' && !who.includes('@');

export const actions: Actions = {
  /** Who is it? Nothing is asked of the database here: every address and every code gets the same answer. */
  who: async ({ request }) => {
    const typed = (await readForm(request)).get('who');
    const who = askedOf(typed);
    if (who) return { asked: who };
    const values = { who: typeof typed === 'string' ? typed : '' };
    return fail(422, { errors: { who: wordsFor('error_who') }, values });
  },
  enter: async (event) => {
    const { request, locals, url } = event;
    if (memberHere(locals)) return fail(409, { errors: {} });
    let who: unknown;
    const entered = await attemptSometimes(
      request,
      (input) => {
        who = input['who'];
        return locals.app.auth.signIn(input, fromOf(event));
      },
      (inputs) => (isCode(who) ? m.auth_too_many_code(inputs) : m.auth_too_many_email(inputs)),
    );
    if (!isRefused(entered)) return comeIn(event, entered, ownPath(url.searchParams.get('to')));
    return fail(entered.status, { ...entered.data, asked: askedOf(who) });
  },
  /** A link by mail instead of the password. */
  link: async (event) => {
    const { request, locals } = event;
    let who: unknown;
    const failed = await attemptSometimes(request, (input) => {
      who = input['who'];
      return locals.app.auth.askForMail('sign_in', { email: who }, fromOf(event));
    });
    if (isRefused(failed)) return fail(failed.status, { ...failed.data, asked: askedOf(who) });
    redirect(303, '/sign-in/sent');
  },
};
