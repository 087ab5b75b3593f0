import { resolve } from '$app/paths';
import { attempt } from '$lib/form/attempt.ts';
import { onlyFor } from '$lib/network/only-for.ts';
import { twinningIn } from '$lib/twinning/read-form.ts';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { app, actor } = locals;
  const { network } = await parent();
  onlyFor(network, 'makeTwinning');
  const [choices, steps] = await Promise.all([
    app.networks.choices(actor, network.id),
    app.twinnings.steps(actor, network.id),
  ]);
  const asked = (name: string) => url.searchParams.get(name) ?? '';
  const chosen: Record<string, string> = {
    ...{ topicId: asked('topic') },
    ...{ 'givers.0.institutionId': asked('giver'), 'receivers.0.institutionId': asked('receiver') },
  };
  return { choices, steps, chosen };
};

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const twinning = await attempt(request, (input) =>
      locals.app.twinnings.make(locals.actor, twinningIn(input)),
    );
    if (typeof twinning !== 'string') return twinning;
    redirect(303, `${resolve('/(app)/network/twinnings/[twinning]', { twinning })}?done=made`);
  },
};
