import { error } from '@sveltejs/kit';
import type { CardTalk } from '#domain/plan/talk.ts';
import { talkKey } from '$lib/plan-talk/talk-stage.svelte.ts';
import type { PageLoad } from './$types';

/** The plan as the server sends it, and what is said about the card that is open (`?card=`). */
export const load: PageLoad = async ({ data, url, params, fetch, depends }) => {
  depends(talkKey, `room:${params.room}`);
  const card = url.searchParams.get('card');
  if (!card) return { ...data, opened: null };
  const [suggest, thread] = [url.searchParams.get('suggest'), url.searchParams.get('thread')];
  const talk = await talkOf(fetch, `/rooms/${params.room}/plan/talk?card=${encodeURIComponent(card)}`);
  return { ...data, opened: { card, suggest, thread, talk } };
};

/** Null without a network: the plan stays open, and what was typed stays in it. */
async function talkOf(fetch: typeof window.fetch, address: string): Promise<CardTalk | null> {
  let answer: Response;
  try {
    answer = await fetch(address);
  } catch {
    return null;
  }
  if (answer.status === 404) error(404, { message: 'not_found', code: 'not_found' });
  return answer.ok ? ((await answer.json()) as CardTalk) : null;
}
