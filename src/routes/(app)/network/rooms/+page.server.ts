import { onlyFor } from '$lib/network/only-for.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { network } = await parent();
  onlyFor(network, 'seeRooms');
  const filter = { quiet: url.searchParams.get('show') === 'quiet', after: url.searchParams.get('after') };
  return { list: await locals.app.networks.rooms(locals.actor, network.id, filter), filter };
};
