import { attempt } from '$lib/form/attempt.ts';
import { error } from '@sveltejs/kit';
import { renderSVG } from 'uqr';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent }) => {
  const { network } = await parent();
  if (!network.abilities.invite) error(404, { message: 'not_found', code: 'not_found' });
  return { network: await locals.app.networks.home(locals.actor, network.id) };
};

export const actions: Actions = {
  default: async ({ request, locals, setHeaders }) => {
    const { app, actor } = locals;
    // The link is shown once and must not lie in a cache.
    setHeaders({ 'cache-control': 'no-store' });
    const made = await attempt(request, (typed) => {
      const alone = typed['roomId'] === 'institution';
      const input = alone ? { ...typed, roomId: '', target: 'institution' } : typed;
      return app.invitations.make(actor, input);
    });
    if (!('token' in made)) return made;
    const link = `${app.origin}/invitations/${made.token}`;
    const qr = `data:image/svg+xml,${encodeURIComponent(renderSVG(link, { border: 2 }))}`;
    return { made: { link, qr, expiresAt: made.expiresAt } };
  },
};
