import { invalidate } from '$app/navigation';
import type { SubmitFunction } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';

/**
 * A form to another page's action, sent without leaving this one (the call goes on): what was refused is said by `say`,
 * what was made is handed to `made`.
 */
export const stayingHere =
  (say: (words: string) => void, made?: (data: Record<string, unknown>) => void): SubmitFunction =>
  () =>
  async ({ result, action }) => {
    if (result.type === 'success') made?.(result.data ?? {});
    else if (result.type === 'failure') {
      const errors = (result.data?.['errors'] ?? {}) as Record<string, string>;
      say(Object.values(errors)[0] ?? m.call_not_done());
    } else say(m.call_not_done());
    // `/live` tells it too; where that is blocked, the page asks for itself.
    const session = /^\/sessions\/([^/]+)/.exec(action.pathname)?.[1];
    if (session) await invalidate(`session:${session}`);
  };
