import { getLocale } from '$lib/paraglide/runtime.js';

// Day before month, as people write it here.
const localeOf = { en: 'en-GB', fr: 'fr' } as const;

/** "23 November 2026", in the reader's language and a zone. */
export const fullDay = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat(localeOf[getLocale()], { dateStyle: 'long', timeZone: zone }).format(at);
