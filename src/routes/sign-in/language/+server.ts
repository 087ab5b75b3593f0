import { readForm } from '$lib/form/attempt.ts';
import { isLang } from '#domain/person/lang.ts';
import { ownPath } from '$lib/auth/own-path.ts';
import { error, redirect } from '@sveltejs/kit';

/** Keeps the language of somebody who is not signed in, or a guest, and goes back to where they were. */
export const POST = async ({ request, cookies, locals }) => {
  const form = await readForm(request);
  const lang = form.get('lang');
  if (!isLang(lang)) error(422, { message: 'invalid', code: 'invalid' });
  // A guest has no page of their own to choose it on.
  if (locals.actor?.guestOf) await locals.app.guests.readIn(locals.actor, { lang });
  cookies.set('lang', lang, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: locals.app.origin.startsWith('https:'),
    maxAge: 365 * 24 * 3600,
  });
  // A language in the address would win over the one just chosen.
  const to = new URL(ownPath(form.get('to'), '/sign-in'), 'http://own.invalid');
  to.searchParams.delete('lang');
  redirect(303, to.pathname + to.search);
};
