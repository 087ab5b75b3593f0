import { isLang } from '#domain/person/lang.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
  depends(`room:${params.room}`);
  const asked = url.searchParams.get('in');
  const { canEdit } = await locals.app.plans.open(locals.actor, params.room);
  return { canEdit, words: isLang(asked) ? asked : locals.lang, isLong: url.searchParams.has('long') };
};
