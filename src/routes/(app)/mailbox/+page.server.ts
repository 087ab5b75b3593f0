import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, depends }) => {
  const { mailbox } = locals.app;
  if (!mailbox) error(404, { message: 'not_found', code: 'not_found' });
  depends(`person:${locals.actor!.personId}`);
  return { mails: await mailbox.list(locals.actor) };
};
