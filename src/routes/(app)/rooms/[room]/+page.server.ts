import { resolve } from '$app/paths';
import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** Members land in the plan; those who look after the network see titles, states and dates. */
export const load: PageServerLoad = async ({ parent }) => {
  const { room } = await parent();
  if (room.abilities.see) redirect(307, resolve('/(app)/rooms/[room]/plan', { room: room.id }));
  return {};
};
