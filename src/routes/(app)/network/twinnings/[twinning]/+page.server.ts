import { attempt } from '$lib/form/attempt.ts';
import { isActionFailure, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => ({
  twinning: await locals.app.twinnings.open(locals.actor, params.twinning),
  done: url.searchParams.get('done'),
});

export const actions: Actions = {
  end: async ({ request, locals, params }) => {
    const ended = await attempt(request, () =>
      locals.app.twinnings.end(locals.actor, { twinningId: params.twinning }),
    );
    if (isActionFailure(ended)) return ended;
    redirect(303, '/network/twinnings?done=ended&show=ended');
  },
};
