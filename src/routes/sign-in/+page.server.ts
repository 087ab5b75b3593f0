import { ownPath } from '$lib/auth/own-path.ts';
import { attempt, readForm } from '$lib/form/attempt.ts';
import { m } from '$lib/paraglide/messages.js';
import { keepSession } from '$lib/session-cookie.ts';
import { fail, isHttpError, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
  const to = ownPath(url.searchParams.get('to'));
  if (locals.actor) redirect(303, to);
  return { to, demo: locals.app.demo };
};

export const actions: Actions = {
  default: async ({ request, cookies, locals, url, getClientAddress }) => {
    const from = { address: getClientAddress(), device: request.headers.get('user-agent') ?? '' };
    const typed = await readForm(request.clone());
    try {
      const answer = await attempt(request, (input) => locals.app.auth.signIn(input, from));
      if (typeof answer !== 'string') return answer;
      keepSession(cookies, answer, locals.app.origin);
    } catch (thrown) {
      if (!isHttpError(thrown, 429)) throw thrown;
      const email = typed.get('email');
      return fail(429, {
        errors: { '': m.error_too_many() },
        values: { email: typeof email === 'string' ? email : '' },
      });
    }
    redirect(303, ownPath(url.searchParams.get('to')));
  },
};
