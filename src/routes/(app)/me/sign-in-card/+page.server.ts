import { ownPath } from '$lib/auth/own-path.ts';
import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const { code } = await locals.app.people.account(locals.actor);
  if (!code) redirect(303, '/me');
  const to = url.searchParams.get('to');
  return { code, link: `${locals.app.origin}/sign-in?code=${code}`, to: to && ownPath(to) };
};
