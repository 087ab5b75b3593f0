import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent }) => {
  const { room } = await parent();
  if (!room.abilities.see) error(404, { message: 'not_found', code: 'not_found' });
  return { commitments: await locals.app.commitments.ofRoom(locals.actor, params.room) };
};
