import { attempt } from '$lib/form/attempt.ts';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => ({
  feed: await locals.app.calendar.feedState(locals.actor),
  ended: url.searchParams.has('ended'),
});

export const actions: Actions = {
  /** Answers with the address, this once: it is stored nowhere. */
  make: async ({ request, locals }) =>
    attempt(request, async (input) => {
      const secret = await locals.app.calendar.makeFeed(locals.actor, input);
      return { address: `${locals.app.origin}/calendar/${secret}.ics` };
    }),
  end: async ({ locals }) => {
    await locals.app.calendar.endFeed(locals.actor, {});
    redirect(303, '/me/calendar?ended');
  },
};
