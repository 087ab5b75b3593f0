import { redirect } from '@sveltejs/kit';

/** Nothing is ended by following a link: the button is on the person's own page. */
export const GET = () => redirect(303, '/me');

/** Ends this sign-in; its sockets close at once. */
export const POST = async ({ cookies, locals }) => {
  const secret = cookies.get('session');
  if (secret && locals.actor) await locals.app.auth.signOut(secret);
  cookies.delete('session', { path: '/' });
  redirect(303, '/sign-in');
};
