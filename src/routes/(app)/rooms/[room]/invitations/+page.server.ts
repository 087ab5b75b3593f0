import { resolve } from '$app/paths';
import { attempt } from '$lib/form/attempt.ts';
import { qrAddress } from '$lib/invitation/qr.ts';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const page = Math.max(0, Math.floor(Number(url.searchParams.get('page'))) || 0);
  return {
    waiting: await locals.app.invitations.waitingFor(locals.actor, params.room, page),
    done: url.searchParams.get('done'),
  };
};

export const actions: Actions = {
  revoke: async ({ request, locals, params }) => {
    const failed = await attempt(request, (input) => locals.app.invitations.revoke(locals.actor, input));
    if (failed) return failed;
    redirect(303, `${resolve('/(app)/rooms/[room]/invitations', { room: params.room })}?done=revoked`);
  },
  /** A new link for one whose link was lost. */
  renew: async ({ request, locals, setHeaders }) => {
    const { app, actor } = locals;
    setHeaders({ 'cache-control': 'no-store' });
    const made = await attempt(request, (input) => app.invitations.renew(actor, input));
    if ('status' in made) return made;
    const link = `${app.origin}/invitations/${made.token}`;
    return { made: { link, qr: qrAddress(link), name: made.name, expiresAt: made.expiresAt } };
  },
};
