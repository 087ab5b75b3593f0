import type { Lang } from '#domain/person/lang.ts';

/** A dash at which no line breaks. */
const dash = '\u2060–\u2060';
const tags = { en: 'en-GB', fr: 'fr-FR' } as const;

/**
 * "Thursday 26 November 2026, 08:00–09:00 (New York) · 15:00–16:00 (Kigali)": in the reader's zone, and in the
 * session's own where its clocks show something else.
 */
export function whenWords(
  { startsAt, minutes, zone }: { startsAt: string; minutes: number; zone: string },
  readerZone: string,
  lang: Lang,
): string {
  const start = new Date(startsAt);
  const end = new Date(start.getTime() + minutes * 60_000);
  const words = (options: Intl.DateTimeFormatOptions, at: Date, timeZone: string) =>
    new Intl.DateTimeFormat(tags[lang], { timeZone, ...options }).format(at);
  const day = (timeZone: string) =>
    words({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, start, timeZone);
  const time = (at: Date, timeZone: string) => words({ hour: '2-digit', minute: '2-digit' }, at, timeZone);
  const span = (timeZone: string) =>
    `${time(start, timeZone)}${dash}${time(end, timeZone)} (${city(timeZone)})`;
  const here = `${day(readerZone)}, ${span(readerZone)}`;
  const same = day(zone) === day(readerZone) && time(start, zone) === time(start, readerZone);
  if (same) return here;
  return `${here} · ${day(zone) === day(readerZone) ? '' : `${day(zone)}, `}${span(zone)}`;
}

const city = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
