import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, params, depends, parent }) => {
  const { app, actor } = locals;
  const { head: room, people } = await app.rooms.frame(actor, params.room);
  depends(`room:${room.id}`);
  const { topics } = await parent();
  return { room, people, topics: [...topics, `room:${room.id}`] };
};
