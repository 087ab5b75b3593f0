import { resolve } from '$app/paths';
import { attempt } from '$lib/form/attempt.ts';
import { qrOutline } from '$lib/invitation/qr.ts';
import { isHttpError, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { app, actor } = locals;
  const list = url.searchParams.get('list');
  return {
    inviting: await app.invitations.invitingTo(actor, params.room),
    // One that was carried out, or is somebody else's, leaves the empty form.
    preview:
      list === null
        ? null
        : await app.invitations.previewList(actor, list).catch((thrown: unknown) => {
            if (isHttpError(thrown, 404)) return null;
            throw thrown;
          }),
  };
};

export const actions: Actions = {
  check: async ({ request, locals, params }) => {
    const { app, actor } = locals;
    const answer = await attempt(request, (input) =>
      app.invitations.checkList(actor, { ...input, roomId: params.room }),
    );
    if (typeof answer !== 'string') return answer;
    redirect(
      303,
      `${resolve('/(app)/rooms/[room]/invitations/list', { room: params.room })}?list=${answer}#rows`,
    );
  },
  confirm: async ({ request, locals, setHeaders }) => {
    const { app, actor } = locals;
    setHeaders({ 'cache-control': 'no-store' });
    const done = await attempt(request, (input) => app.invitations.confirmList(actor, input));
    if ('status' in done) return done;
    const slips = done.slips.map(({ token, ...slip }) => ({
      ...slip,
      qr: qrOutline(`${app.origin}/invitations/${token}`),
    }));
    return { done: { mails: done.mails, slips } };
  },
};
