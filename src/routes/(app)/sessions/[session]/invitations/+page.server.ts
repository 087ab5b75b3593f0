import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
  invited: await locals.app.calendar.invited(locals.actor, params.session),
  link: `${locals.app.origin}/sessions/${params.session}`,
});
