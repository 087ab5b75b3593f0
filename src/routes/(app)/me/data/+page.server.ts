import { attemptSometimes } from '$lib/auth/come-in.ts';
import { isRefused } from '$lib/form/attempt.ts';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => ({
  need: await locals.app.people.proofNeed(locals.actor),
  /** Why no copy was given (/me/exports leads back here). */
  refused: url.searchParams.get('refused'),
});

export const actions: Actions = {
  delete: async ({ request, locals, cookies }) => {
    const failed = await attemptSometimes(request, (input) =>
      locals.app.people.deleteAccount(locals.actor, input),
    );
    if (isRefused(failed)) return failed;
    cookies.delete('session', { path: '/' });
    redirect(303, '/sign-in?deleted');
  },
};
