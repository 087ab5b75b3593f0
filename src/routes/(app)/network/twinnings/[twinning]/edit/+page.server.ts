import { resolve } from '$app/paths';
import { attempt } from '$lib/form/attempt.ts';
import { twinningIn } from '$lib/twinning/read-form.ts';
import { error, isActionFailure, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const { app, actor } = locals;
  const twinning = await app.twinnings.open(actor, params.twinning);
  if (!twinning.abilities.change) error(404, { message: 'not_found', code: 'not_found' });
  const [choices, steps] = await Promise.all([
    app.networks.choices(actor, twinning.networkId),
    app.twinnings.steps(actor, twinning.networkId),
  ]);
  return { twinning, choices, steps };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const failed = await attempt(request, (input) =>
      locals.app.twinnings.change(locals.actor, { ...twinningIn(input), twinningId: params.twinning }),
    );
    if (isActionFailure(failed)) return failed;
    const { twinning } = params;
    redirect(303, `${resolve('/(app)/network/twinnings/[twinning]', { twinning })}?done=changed`);
  },
};
