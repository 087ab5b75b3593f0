import { error, redirect } from '@sveltejs/kit';
import { agendaRows } from '#domain/session/session.ts';
import { wallClock } from '#domain/session/time.ts';
import { attempt } from '$lib/form/attempt.ts';
import type { Actions, PageServerLoad } from './$types';

const hour = 60 * 60_000;

export const load: PageServerLoad = async ({ locals, parent }) => {
  const { room } = await parent();
  if (!room.abilities.planSession) error(404, { message: 'not_found', code: 'not_found' });
  // The next full hour, there: the form can be sent as it stands.
  const next = Math.ceil((locals.app.clock.now().getTime() + 1) / hour) * hour;
  return { suggested: wallClock(new Date(next), room.zone) };
};

/** Rows of the agenda's table, each field with its number; one without a title is left out. */
function agendaOf(input: Record<string, unknown>) {
  return Array.from({ length: agendaRows }, (_, n) => ({
    title: input[`itemTitle${n}`],
    kind: input[`itemKind${n}`],
    minutes: input[`itemMinutes${n}`],
  })).filter(({ title }) => typeof title === 'string' && title.trim() !== '');
}

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const planned = await attempt(request, (input) =>
      locals.app.sessions.plan(locals.actor, { ...input, agenda: agendaOf(input), roomId: params.room }),
    );
    if (typeof planned === 'string') redirect(303, `/sessions/${planned}`);
    return planned;
  },
};
