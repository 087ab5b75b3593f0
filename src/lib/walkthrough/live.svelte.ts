import { isWalkthroughNews } from '#domain/walkthrough/live.ts';
import type { SessionWalk } from '#domain/walkthrough/walkthrough.ts';
import { onLive } from '$lib/live/live.svelte.ts';
import { WalkState } from './walk-state.svelte.ts';

/**
 * The walkthroughs of a session on a page: `loaded` gives what the page's load returned (again after a gap), rows
 * on the session's topic change it in between. Call while a component is made.
 */
export function followWalk(loaded: () => SessionWalk): WalkState {
  const state = new WalkState(loaded());
  let first = true;
  $effect(() => {
    const fresh = loaded();
    if (!first) state.load(fresh);
    first = false;
  });
  $effect(() =>
    onLive(`session:${state.sessionId}`, (data) => {
      if (isWalkthroughNews(data)) state.hear(data);
    }),
  );
  return state;
}
