import { isLang } from '#domain/person/lang.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const asked = url.searchParams.get('in');
  const words = isLang(asked) ? asked : locals.lang;
  return { outline: await locals.app.plans.outline(locals.actor, params.room, words) };
};
