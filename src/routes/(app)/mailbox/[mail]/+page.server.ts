import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const { mailbox } = locals.app;
  if (!mailbox) error(404, { message: 'not_found', code: 'not_found' });
  const { id, address, subject, text, at, calendar } = await mailbox.open(locals.actor, params.mail);
  return { mail: { id, address, subject, at, parts: inParts(text), hasFile: calendar !== null } };
};

/** The mail's plain text with its addresses apart, so that they can be followed; nothing of its HTML reaches our page. */
function inParts(text: string): { words: string; href: string | null }[] {
  return text
    .split(/(https?:\/\/\S+)/g)
    .filter(Boolean)
    .map((words) => ({ words, href: /^https?:\/\//.test(words) ? words : null }));
}
