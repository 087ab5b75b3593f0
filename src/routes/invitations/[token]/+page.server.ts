import { inAppBrowser } from '$lib/auth/in-app.ts';
import { keepEntered } from '$lib/auth/come-in.ts';
import { attempt } from '$lib/form/attempt.ts';
import { error, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, request, setHeaders }) => {
  const { app } = locals;
  const actor = locals.actor?.guestOf ? null : locals.actor;
  // The address itself is a secret: it must not lie in a cache. No other site gets it as a referrer: hooks.server.ts.
  setHeaders({ 'cache-control': 'no-store' });
  const looked = await app.invitations.look(params.token, actor);
  if (!looked.open) {
    if (looked.mine) redirect(303, '/');
    error(410, { message: 'gone', code: 'gone', because: looked.because });
  }
  return {
    offer: looked.offer,
    earlier: looked.earlier,
    me: actor && { name: actor.name },
    inApp: inAppBrowser(request.headers.get('user-agent')),
  };
};

// Whole addresses: the page of the sign-in code takes no relative ones.
const roomOr = (roomId: string | null) => (roomId ? `/rooms/${roomId}` : '/');

export const actions: Actions = {
  /** Somebody new comes in, or is mailed the way on. */
  new: async ({ request, params, cookies, locals, getClientAddress }) => {
    const { app } = locals;
    const from = { address: getClientAddress(), device: request.headers.get('user-agent') ?? '' };
    const answer = await attempt(request, (input) => app.invitations.acceptAsNew(params.token, input, from));
    if ('status' in answer) return answer;
    if ('mailedTo' in answer) return { mailedTo: answer.mailedTo };
    const secret = await app.auth.start(answer.personId, from);
    keepEntered({ cookies, locals }, { personId: answer.personId, secret });
    const to = roomOr(answer.roomId);
    // The code is seen before anything else: without it there is no way back.
    redirect(303, answer.byCode ? `/me/sign-in-card?to=${encodeURIComponent(to)}` : to);
  },
  /** Whoever is signed in takes it for themselves. */
  mine: async ({ request, params, locals, getClientAddress }) => {
    const { app, actor } = locals;
    const from = { address: getClientAddress(), device: request.headers.get('user-agent') ?? '' };
    const answer = await attempt(request, (input) =>
      app.invitations.accept(actor, params.token, input, from),
    );
    if ('status' in answer) return answer;
    redirect(303, roomOr(answer.roomId));
  },
};
