import { attempt } from '$lib/form/attempt.ts';
import { keepSession } from '$lib/session-cookie.ts';
import { error, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  const { app, actor } = locals;
  // The address itself is a secret: it must not lie in a cache. No other site gets it as a referrer: hooks.server.ts.
  setHeaders({ 'cache-control': 'no-store' });
  const looked = await app.invitations.look(params.token, actor);
  if (!looked.open) {
    if (looked.mine) redirect(303, '/');
    error(410, { message: 'gone', code: 'gone', because: looked.because });
  }
  return { offer: looked.offer, me: actor && { name: actor.name } };
};

export const actions: Actions = {
  /** Somebody new comes in. */
  new: async ({ request, params, cookies, locals }) => {
    const { app } = locals;
    const answer = await attempt(request, (input) => app.invitations.acceptAsNew(params.token, input));
    if (typeof answer !== 'string') return answer;
    const secret = await app.auth.start(answer, request.headers.get('user-agent') ?? '');
    keepSession(cookies, secret, app.origin);
    redirect(303, '/');
  },
  /** Whoever is signed in takes it for themselves. */
  mine: async ({ request, params, locals }) => {
    const { app, actor } = locals;
    const failed = await attempt(request, (input) => app.invitations.accept(actor, params.token, input));
    if (failed) return failed;
    redirect(303, '/');
  },
};
