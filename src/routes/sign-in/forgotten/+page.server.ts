import { isRefused } from '$lib/form/attempt.ts';
import { attemptSometimes, fromOf } from '$lib/auth/come-in.ts';
import { redirect } from '@sveltejs/kit';
import type { Actions } from './$types';

export const actions: Actions = {
  /** The same words and the same time for every address. */
  default: async (event) => {
    const { request, locals } = event;
    const failed = await attemptSometimes(request, (input) =>
      locals.app.auth.askForMail('password', input, fromOf(event)),
    );
    if (isRefused(failed)) return failed;
    redirect(303, '/sign-in/sent');
  },
};
