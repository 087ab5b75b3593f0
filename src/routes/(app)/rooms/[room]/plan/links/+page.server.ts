import { redirect } from '@sveltejs/kit';
import { attempt } from '$lib/form/attempt.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
  depends(`room:${params.room}`);
  return {
    links: await locals.app.plans.links(locals.actor, params.room),
    revoked: url.searchParams.has('revoked'),
  };
};

export const actions: Actions = {
  /** Answers with the address, this once: it is stored nowhere. */
  make: async ({ request, locals, params }) =>
    attempt(request, async (input) => {
      const { token } = await locals.app.plans.makeLink(locals.actor, { ...input, roomId: params.room });
      return { address: `${locals.app.origin}/plans/${token}` };
    }),
  revoke: async ({ request, locals, params, url }) => {
    const refused = await attempt(request, async (input) => {
      await locals.app.plans.revokeLink(locals.actor, { ...input, roomId: params.room });
      return null;
    });
    if (refused) return refused;
    redirect(303, `${url.pathname}?revoked`);
  },
};
