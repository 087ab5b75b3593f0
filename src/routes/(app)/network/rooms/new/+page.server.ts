import { resolve } from '$app/paths';
import { attempt } from '$lib/form/attempt.ts';
import { onlyFor } from '$lib/network/only-for.ts';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { app, actor } = locals;
  const { network } = await parent();
  onlyFor(network, 'openRoom');
  const asked = url.searchParams.get('twinning');
  const twinning = asked ? await app.twinnings.open(actor, asked) : null;
  return { twinning, choices: twinning ? null : await app.networks.choices(actor, network.id) };
};

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const room = await attempt(request, (input) => locals.app.rooms.open(locals.actor, input));
    if (typeof room !== 'string') return room;
    redirect(303, `${resolve('/network')}?done=room&room=${room}`);
  },
};
