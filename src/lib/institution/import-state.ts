import { m } from '$lib/paraglide/messages.js';
import type { Tone } from '$lib/ui/types.ts';

/** Where an import is, in words. */
export const importStateWords: Record<
  'preview' | 'running' | 'done' | 'failed' | 'dropped',
  { words: () => string; tone: Tone }
> = {
  preview: { words: m.institution_state_preview, tone: 'due' },
  running: { words: m.institution_state_running, tone: 'brand' },
  done: { words: m.institution_state_done, tone: 'good' },
  failed: { words: m.institution_state_failed, tone: 'late' },
  dropped: { words: m.institution_state_dropped, tone: 'neutral' },
};
