import { attemptSometimes } from '$lib/auth/come-in.ts';
import { attempt, isRefused } from '$lib/form/attempt.ts';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => ({
  passkeys: await locals.app.people.passkeys(locals.actor),
  options: await locals.app.people.passkeyOptions(locals.actor),
  need: await locals.app.people.proofNeed(locals.actor),
  done: url.searchParams.get('done'),
});

const parsed = (answer: unknown): unknown => {
  try {
    return JSON.parse(String(answer));
  } catch {
    return null;
  }
};

export const actions: Actions = {
  add: async ({ request, locals }) => {
    const failed = await attemptSometimes(request, (input) =>
      locals.app.people.addPasskey(locals.actor, { ...input, answer: parsed(input['answer']) }),
    );
    if (isRefused(failed)) return failed;
    redirect(303, '/me/passkeys?done=added');
  },
  rename: async ({ request, locals }) => {
    const failed = await attempt(request, (input) => locals.app.people.renamePasskey(locals.actor, input));
    if (isRefused(failed)) return failed;
    redirect(303, '/me/passkeys?done=named');
  },
  remove: async ({ request, locals }) => {
    const failed = await attempt(request, (input) => locals.app.people.removePasskey(locals.actor, input));
    if (isRefused(failed)) return failed;
    redirect(303, '/me/passkeys');
  },
};
