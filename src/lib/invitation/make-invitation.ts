import { attempt } from '$lib/form/attempt.ts';
import { redirect, type RequestEvent } from '@sveltejs/kit';
import { qrAddress } from './qr.ts';

export const ways = ['link', 'poster', 'email'] as const;
export type Way = (typeof ways)[number];

/** How somebody is invited, as the page's address says it. */
export const wayIn = (url: URL): Way => ways.find((way) => way === url.searchParams.get('way')) ?? 'link';

interface Place {
  target: 'network' | 'institution' | 'room';
  networkId: string;
  roomId?: string;
  institutionId?: string;
}

/** Makes what the form asks for: a link to show this once, or a mail, after which it goes on to `after`. */
export async function makeInvitation(
  { request, locals, setHeaders }: Pick<RequestEvent, 'request' | 'locals' | 'setHeaders'>,
  place: Place,
  after: string,
) {
  const { app, actor } = locals;
  // The link is shown once and must not lie in a cache.
  setHeaders({ 'cache-control': 'no-store' });
  const made = await attempt(request, async (typed) => {
    const input = { roomId: '', ...typed, ...place, many: typed['way'] === 'poster' };
    if (typed['way'] !== 'email') return app.invitations.make(actor, input);
    await app.invitations.mailTo(actor, input);
    return redirect(303, after);
  });
  if (!('token' in made)) return made;
  const link = `${app.origin}/invitations/${made.token}`;
  return { made: { link, qr: qrAddress(link), expiresAt: made.expiresAt } };
}
