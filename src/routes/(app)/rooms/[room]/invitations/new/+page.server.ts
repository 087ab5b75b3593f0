import { resolve } from '$app/paths';
import { attempt } from '$lib/form/attempt.ts';
import { qrAddress } from '$lib/invitation/qr.ts';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

const ways = ['link', 'poster', 'email'] as const;

export const load: PageServerLoad = async ({ locals, params, url }) => ({
  inviting: await locals.app.invitations.invitingTo(locals.actor, params.room),
  way: ways.find((way) => way === url.searchParams.get('way')) ?? 'link',
});

export const actions: Actions = {
  default: async ({ request, locals, params, setHeaders }) => {
    const { app, actor } = locals;
    const { roomId, networkId } = await app.invitations.invitingTo(actor, params.room);
    // The link is shown once and must not lie in a cache.
    setHeaders({ 'cache-control': 'no-store' });
    const made = await attempt(request, async (typed) => {
      const input = { ...typed, target: 'room', roomId, networkId, many: typed['way'] === 'poster' };
      if (typed['way'] !== 'email') return app.invitations.make(actor, input);
      await app.invitations.mailTo(actor, input);
      return redirect(303, `${resolve('/(app)/rooms/[room]/invitations', { room: roomId })}?done=mailed`);
    });
    if (!('token' in made)) return made;
    const link = `${app.origin}/invitations/${made.token}`;
    return { made: { link, qr: qrAddress(link), expiresAt: made.expiresAt } };
  },
};
