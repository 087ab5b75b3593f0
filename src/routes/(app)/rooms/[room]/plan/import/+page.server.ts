import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
  locals.app.plans.importing(locals.actor, params.room);
