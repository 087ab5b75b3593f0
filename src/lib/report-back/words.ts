import type { ReportStatus } from '#domain/report-back/report-back.ts';
import { m } from '$lib/paraglide/messages.js';
import type { Tone } from '$lib/ui/types.ts';

/** How somebody stands, in a word, with its tone. */
export function statusWords(status: ReportStatus): { words: string; tone: Tone } {
  if (status === 'done') return { words: m.report_back_done(), tone: 'good' };
  return status === 'stuck'
    ? { words: m.report_back_stuck(), tone: 'late' }
    : { words: m.report_back_on_the_way(), tone: 'brand' };
}
