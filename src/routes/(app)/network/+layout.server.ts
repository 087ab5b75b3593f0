import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, url }) => ({
  network: await locals.app.networks.head(locals.actor, url.searchParams.get('in')),
});
