import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
  depends(`room:${params.room}`);
  const version = await locals.app.plans.version(locals.actor, params.room, params.version);
  if (version.signed) redirect(303, `/rooms/${params.room}/plan/signed/${version.id}`);
  return { version };
};
