import { attempt, isRefused } from '$lib/form/attempt.ts';
import { instant } from '#domain/plan/versions.ts';
import { fail } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
  depends(`room:${params.room}`);
  return { signing: await locals.app.plans.signOff(locals.actor, params.room) };
};

export const actions: Actions = {
  sign: async ({ request, locals, params }) => {
    const { app, actor } = locals;
    const answer = await attempt(request, ({ hash }) => app.plans.sign(actor, { roomId: params.room, hash }));
    if (!isRefused(answer)) return { done: answer.joint ? ('joint' as const) : ('signed' as const) };
    const seenAt = instant(answer.data.values['seenAt'] ?? null);
    // What came since the page was opened: mine too, which may be why it is not the same any more.
    const since = seenAt && (await app.plans.history(actor, params.room, { since: { from: seenAt } }));
    return fail(answer.status, {
      ...answer.data,
      since: since && { entries: since.entries, names: since.names },
    });
  },
  withdraw: async ({ request, locals, params }) => {
    const answer = await attempt(request, (input) =>
      locals.app.plans.withdrawSignature(locals.actor, { ...input, roomId: params.room }),
    );
    return isRefused(answer) ? answer : { done: 'withdrawn' as const };
  },
};
