import { attempt } from '$lib/form/attempt.ts';
import { redirect, type RequestEvent } from '@sveltejs/kit';
import { qrAddress } from './qr.ts';

/** Which page of a long list the address asks for. */
export const pageIn = (url: URL): number =>
  Math.max(0, Math.floor(Number(url.searchParams.get('page'))) || 0);

/** What can be done with invitations that wait, on each page that lists them. */
export const waitingActions = {
  revoke: async ({ request, locals, url }: RequestEvent) => {
    const failed = await attempt(request, (input) => locals.app.invitations.revoke(locals.actor, input));
    if (failed) return failed;
    const kept = url.searchParams.get('in');
    redirect(303, `${url.pathname}?done=revoked${kept ? `&in=${encodeURIComponent(kept)}` : ''}`);
  },
  /** A new link for one whose link was lost. */
  renew: async ({ request, locals, setHeaders }: RequestEvent) => {
    const { app, actor } = locals;
    setHeaders({ 'cache-control': 'no-store' });
    const made = await attempt(request, (input) => app.invitations.renew(actor, input));
    if ('status' in made) return made;
    const link = `${app.origin}/invitations/${made.token}`;
    return { made: { link, qr: qrAddress(link), name: made.name, expiresAt: made.expiresAt } };
  },
};
