import { invalidate } from '$app/navigation';
import { applyAction } from '$app/forms';
import type { SubmitFunction } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages.js';
import type { Refusal } from '$lib/form/attempt.ts';
import { talkKey } from './talk-stage.svelte.ts';

interface Sending {
  busy: (is: boolean) => void;
  /** Null: it went through. */
  refused: (why: Refusal | null) => void;
  sent?: () => void | Promise<void>;
}

/** Sends a form of the panel without leaving the page; what was typed stays until it has arrived. */
export const sendWith =
  ({ busy, refused, sent }: Sending): SubmitFunction =>
  ({ formData }) => {
    busy(true);
    return async ({ result }) => {
      busy(false);
      if (result.type === 'success') {
        refused(null);
        await sent?.();
        await invalidate(talkKey);
      } else if (result.type === 'failure') refused(result.data as unknown as Refusal);
      // Without an answer it is the line; with one the page says what happened and gives the words back.
      else if (result.type === 'error' && result.status === undefined)
        refused({ errors: { '': m.talk_not_sent() }, values: typed(formData) });
      else await applyAction(result);
    };
  };

const typed = (form: FormData): Record<string, string> =>
  Object.fromEntries([...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
