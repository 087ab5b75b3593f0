import { keepEntered } from '$lib/auth/come-in.ts';
import { attempt } from '$lib/form/attempt.ts';
import { error, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  const { app, actor } = locals;
  setHeaders({ 'cache-control': 'no-store' });
  const looked = await app.invitations.lookAtJoining(params.token, actor);
  if (!looked.open) error(410, { message: 'gone', code: 'gone', because: looked.because });
  const { offer, name, address, whose } = looked;
  return { offer, name, address, whose, me: actor && !actor.guestOf ? { name: actor.name } : null };
};

// Whole addresses: the page of the sign-in code takes no relative ones.
const roomOr = (roomId: string | null) => (roomId ? `/rooms/${roomId}` : '/');

export const actions: Actions = {
  /** Somebody new, whose address the mail has proved. */
  new: async ({ request, params, cookies, locals, getClientAddress }) => {
    const { app } = locals;
    const from = { address: getClientAddress(), device: request.headers.get('user-agent') ?? '' };
    const answer = await attempt(request, (input) =>
      app.invitations.finishJoining(params.token, input, from),
    );
    if ('status' in answer) return answer;
    const secret = await app.auth.start(answer.personId, from);
    keepEntered({ cookies, locals }, { personId: answer.personId, secret });
    redirect(303, roomOr(answer.roomId));
  },
  /** Who has the address already, signed in as themselves. */
  mine: async ({ request, params, locals, getClientAddress }) => {
    const { app, actor } = locals;
    const from = { address: getClientAddress(), device: request.headers.get('user-agent') ?? '' };
    const answer = await attempt(request, () => app.invitations.joinSignedIn(actor, params.token, from));
    if ('status' in answer) return answer;
    redirect(303, roomOr(answer.roomId));
  },
};
