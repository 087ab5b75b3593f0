import { error, redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import type { Actor } from '#domain/person/actor.ts';
import type { App } from '../../../server/app.ts';

type Shell = {
  rooms: Awaited<ReturnType<App['rooms']['mine']>>;
  home: Awaited<ReturnType<App['people']['home']>>;
  due: Awaited<ReturnType<App['commitments']['dueFor']>>;
};

/** What the frame of every signed-in page shows: for a guest nothing, there is only the call. */
export async function shellOf(app: App, actor: Actor): Promise<Shell> {
  if (actor.guestOf)
    return {
      rooms: [],
      home: { institutionId: null, institutionName: '' },
      due: { reportBacks: [], toAccept: [], toHear: [] },
    };
  const [rooms, home, due] = await Promise.all([
    app.rooms.mine(actor),
    app.people.home(actor),
    app.commitments.dueFor(actor),
  ]);
  return { rooms, home, due };
}

/**
 * Of the signed-in pages a guest has the call of their one session. Its page is another for them, before being let in
 * they wait, and everywhere else is a "not found" that leads back.
 */
export async function onlyTheCall(
  app: App,
  actor: Actor & { guestOf: NonNullable<Actor['guestOf']> },
  { route, params }: { route: { id: string }; params: { session?: string } },
): Promise<void> {
  const { guestOf } = actor;
  const own = params.session === guestOf;
  const call = route.id === '/(app)/sessions/[session]/call';
  if (!own || (!call && route.id !== '/(app)/sessions/[session]'))
    error(404, { message: 'not_found', code: 'not_found', guestOf });
  if (call && (await app.guests.visit(actor)).standing === 'in') return;
  redirect(303, resolve('/guests/[session]', { session: guestOf }));
}
