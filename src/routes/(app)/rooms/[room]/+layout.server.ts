import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, params, depends, parent }) => {
  const { app, actor } = locals;
  const room = await app.rooms.head(actor, params.room);
  depends(`room:${room.id}`);
  const { topics } = await parent();
  return {
    room,
    people: room.abilities.see ? await app.rooms.people(actor, room.id) : [],
    topics: [...topics, `room:${room.id}`],
  };
};
