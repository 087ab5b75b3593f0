import type { RequestHandler } from './$types';

/** The reader has looked at this room: what happened until now is not new any more. */
export const POST: RequestHandler = async ({ locals, params }) => {
  await locals.app.rooms.visit(locals.actor, { roomId: params.room });
  return new Response(null, { status: 204 });
};
