import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, depends }) => {
  const { app, lang } = locals;
  const actor = locals.actor!;
  depends(`person:${actor.personId}`);
  const [rooms, home, counts] = await Promise.all([
    app.rooms.mine(actor),
    app.people.home(actor),
    app.today.counts(actor),
  ]);
  return {
    me: { id: actor.personId, name: actor.name, lang, zone: actor.zone, ...home },
    rooms: rooms.map((room) => ({ ...room, due: counts.roomsDue.includes(room.id) })),
    counts: { commitments: counts.commitments },
    looksAfterNetwork: actor.networks.length > 0,
    now: app.clock.now().toISOString(),
    demo: app.demo,
    topics: [`person:${actor.personId}`, ...rooms.map((room) => `room:${room.id}`)],
  };
};
