import { fromOf, pathAfter, memberHere } from '$lib/auth/come-in.ts';
import { ownPath } from '$lib/auth/own-path.ts';
import { error, json, type RequestHandler } from '@sveltejs/kit';

/** What the browser needs to ask its authenticator; nothing is written. */
export const GET: RequestHandler = async ({ locals }) =>
  json(await locals.app.auth.passkeyOptions(), { headers: { 'cache-control': 'no-store' } });

/** Signs in with what an authenticator signed; answers where to go. */
export const POST: RequestHandler = async (event) => {
  const { request, locals } = event;
  if (memberHere(locals)) return json({ to: '/' });
  const typed = (await request.json().catch(() => null)) as { to?: unknown; answer?: unknown } | null;
  try {
    const entered = await locals.app.auth.enterByPasskey(typed?.answer, fromOf(event));
    return json({ to: pathAfter(event, entered, ownPath(typed?.to)) });
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code !== 'invalid') throw thrown;
    error(422, { message: 'invalid', code: 'invalid' });
  }
};
