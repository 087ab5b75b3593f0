import { resolve } from '$app/paths';
import { ownPath } from '$lib/auth/own-path.ts';
import { readForm } from '$lib/form/attempt.ts';
import { redirect } from '@sveltejs/kit';

/** Nothing is ended by following a link: the button is on the person's own page. */
export const GET = () => redirect(303, '/me');

/** Ends this sign-in; its sockets close at once. */
export const POST = async ({ request, cookies, locals }) => {
  const typed = request.headers.has('content-type') ? (await readForm(request)).get('to') : null;
  const secret = cookies.get('session');
  const { app, actor } = locals;
  // A guest who waits is not waited for any more.
  if (actor?.guestOf) await app.guests.leave(actor, {});
  if (secret && actor) await app.auth.signOut(secret);
  cookies.delete('session', { path: '/' });
  if (actor?.guestOf) redirect(303, resolve('/guests/[session]', { session: actor.guestOf }));
  redirect(303, ownPath(typed, '/sign-in'));
};
