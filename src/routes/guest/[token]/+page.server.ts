import { error, redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { inAppBrowser } from '$lib/auth/in-app.ts';
import { attempt } from '$lib/form/attempt.ts';
import { keepGuest } from '$lib/guest/guest-cookie.ts';
import { keepSession } from '$lib/session-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

/** The door of one session. Looking at it makes nothing; it says to whoever has an account how they come in. */
export const load: PageServerLoad = async ({ locals, params, request, setHeaders }) => {
  const { app, actor } = locals;
  // The address itself is a secret: it must not lie in a cache.
  setHeaders({ 'cache-control': 'no-store' });
  const looked = await app.guests.look(params.token);
  if (!looked.open) error(410, { message: looked.because, code: 'gone' });
  const { session } = looked;
  if (actor?.guestOf === session.id) redirect(303, resolve('/guests/[session]', { session: session.id }));
  const account = actor && actor.guestOf === null ? actor : null;
  return {
    session,
    now: app.clock.now().toISOString(),
    inApp: inAppBrowser(request.headers.get('user-agent')),
    account: account && {
      name: account.name,
      member: await app.guests.isInvitedAlready(account, session.id),
    },
  };
};

export const actions: Actions = {
  come: async ({ request, params, cookies, locals, getClientAddress }) => {
    const { app, actor } = locals;
    const from = { address: getClientAddress() };
    const came = await attempt(request, (input) => app.guests.come(params.token, actor, input, from));
    if (!('personId' in came)) return came;
    if (!came.again) {
      const secret = await app.auth.start(came.personId, request.headers.get('user-agent') ?? '');
      keepSession(cookies, secret, app.origin);
      keepGuest(cookies, came, app.origin);
    }
    redirect(303, resolve('/guests/[session]', { session: came.sessionId }));
  },
};
