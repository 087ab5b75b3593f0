import { getLocale } from '$lib/paraglide/runtime.js';

/** "23 November 2026", in the reader's language and a zone. */
export const fullDay = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat(getLocale(), { dateStyle: 'long', timeZone: zone }).format(at);
