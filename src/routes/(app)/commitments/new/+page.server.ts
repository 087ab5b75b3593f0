import { originKinds } from '#domain/commitment/commitment.ts';
import { dayAt } from '#domain/commitment/days.ts';
import { newId, type CommitmentId } from '#domain/ids.ts';
import { attempt } from '$lib/form/attempt.ts';
import { error, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

const missing = () => error(404, { message: 'not_found', code: 'not_found' });

export const load: PageServerLoad = async ({ locals, url }) => {
  const { app, actor } = locals;
  const start = await startOf(locals, url.searchParams.get('from'));
  const roomId = start?.roomId ?? url.searchParams.get('room');
  if (!roomId) return { room: null, start: null, people: [], today: '', newId: '', sessionId: null };
  const [room, people] = await Promise.all([app.rooms.head(actor, roomId), app.rooms.people(actor, roomId)]);
  if (!room.abilities.commit) missing();
  return {
    room,
    people,
    start,
    sessionId: start?.sessionId ?? url.searchParams.get('session'),
    today: dayAt(app.clock.now(), room.zone),
    newId: newId<CommitmentId>(),
  };
};

async function startOf({ app, actor }: App.Locals, from: string | null) {
  if (!from) return null;
  const [kind, id] = from.split(':');
  const known = originKinds.find((one) => one === kind);
  if (!known || !id) missing();
  return app.commitments.startFrom(actor, { kind: known!, id: id! });
}

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const made = await attempt(request, (input) => locals.app.commitments.make(locals.actor, input));
    if ('id' in made) redirect(303, `/commitments/${made.id}`);
    return made;
  },
};
