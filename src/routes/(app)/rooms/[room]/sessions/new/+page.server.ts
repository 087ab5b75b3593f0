import { redirect } from '@sveltejs/kit';
import { wallClock } from '#domain/session/time.ts';
import { attempt } from '$lib/form/attempt.ts';
import { notHere } from '$lib/server-app.ts';
import { agendaOf } from '$lib/session/agenda-rows.ts';
import type { Actions, PageServerLoad } from './$types';

const hour = 60 * 60_000;

export const load: PageServerLoad = async ({ locals, parent }) => {
  const { room } = await parent();
  if (!room.abilities.planSession) await notHere();
  // The next full hour, there: the form can be sent as it stands.
  const next = Math.ceil((locals.app.clock.now().getTime() + 1) / hour) * hour;
  return { suggested: wallClock(new Date(next), room.zone) };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const planned = await attempt(request, (input) =>
      locals.app.sessions.plan(locals.actor, { ...input, agenda: agendaOf(input), roomId: params.room }),
    );
    if (typeof planned === 'string') redirect(303, `/sessions/${planned}`);
    return planned;
  },
};
