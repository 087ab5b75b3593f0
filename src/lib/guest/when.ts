import { getLocale } from '$lib/paraglide/runtime.js';

// Day before month, as people write it here.
const localeOf = { en: 'en-GB', fr: 'fr' } as const;

/** "Tuesday 24 November at 14:00", in the zone of the people who invite. */
export const whenWords = ({ startsAt, zone }: { startsAt: Date | string; zone: string }): string =>
  new Intl.DateTimeFormat(localeOf[getLocale()], {
    ...{ weekday: 'long', day: 'numeric', month: 'long' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone },
  }).format(new Date(startsAt));

const soonMs = 30 * 60_000;

/** More than half an hour before a session that nobody has opened yet. */
export const isEarly = (
  { state, startsAt }: { state: string; startsAt: Date | string },
  now: Date | string,
): boolean => state === 'planned' && new Date(startsAt).getTime() - new Date(now).getTime() > soonMs;

/** "Africa/Kigali" → "Kigali": what people call it. */
export const zoneWords = (zone: string): string => zone.split('/').at(-1)!.replaceAll('_', ' ');
