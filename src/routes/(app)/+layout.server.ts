import { onlyTheCall, shellOf } from '$lib/guest/shell.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, depends, route, params }) => {
  const { app, lang } = locals;
  const actor = locals.actor!;
  depends(`person:${actor.personId}`);
  const { guestOf } = actor;
  if (guestOf) await onlyTheCall(app, { ...actor, guestOf }, { route, params });
  const { rooms, home, due } = await shellOf(app, actor);
  const waiting = [...due.reportBacks, ...due.toAccept];
  const roomsDue = new Set(waiting.map((item) => item.room.id));
  return {
    me: { id: actor.personId, name: actor.name, lang, zone: actor.zone, ...home },
    rooms: rooms.map((room) => ({ ...room, due: roomsDue.has(room.id) })),
    due,
    counts: { commitments: waiting.length },
    inNetwork: actor.networks.length + actor.institutions.length > 0,
    now: app.clock.now().toISOString(),
    demo: app.demo,
    topics: [`person:${actor.personId}`, ...rooms.map((room) => `room:${room.id}`)],
  };
};
