import { isActionFailure, redirect } from '@sveltejs/kit';
import { attempt } from '$lib/form/attempt.ts';
import { notHere } from '$lib/server-app.ts';
import { agendaOf } from '$lib/session/agenda-rows.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent }) => {
  const { session } = await parent();
  if (!session.abilities.move) await notHere();
  return { series: await locals.app.calendar.seriesOf(locals.actor, session.id) };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const changed = await attempt(request, (input) =>
      locals.app.sessions.change(locals.actor, {
        ...input,
        agenda: agendaOf(input),
        sessionId: params.session,
      }),
    );
    if (!isActionFailure(changed)) redirect(303, `/sessions/${params.session}`);
    return changed;
  },
};
