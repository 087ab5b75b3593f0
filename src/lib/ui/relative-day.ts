import { m } from '$lib/paraglide/messages.js';

/** Days are 'YYYY-MM-DD'; instants are ISO strings or Dates. "Now" always comes from the server's clock. */
export type Locale = 'en' | 'fr';
export type Instant = string | Date;

// Day before month in both languages, as our readers write it.
const tags = { en: 'en-GB', fr: 'fr-FR' } as const;
const DAY = 86_400_000;

const isDay = (value: Instant): value is string =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/u.test(value);
const asUtc = (day: string): Date => new Date(`${day}T00:00:00Z`);

function format(day: string, locale: Locale, options: Intl.DateTimeFormatOptions): string {
  const words = new Intl.DateTimeFormat(tags[locale], { timeZone: 'UTC', ...options }).format(asUtc(day));
  // French counts the first of a month, and Intl does not.
  return locale === 'fr' ? words.replace(/(^|\s)1(?=\s)/u, '$11er') : words;
}

/** The calendar day of an instant in a zone; a day stays the day it is. */
export function dayIn(value: Instant, zone: string): string {
  if (isDay(value)) return value;
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(new Date(value));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** Whole days from one day to another; negative when it lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((asUtc(to).getTime() - asUtc(from).getTime()) / DAY);
}

/** "Thursday 26 November 2026", "jeudi 26 novembre 2026". */
export function fullDay(day: string, locale: Locale): string {
  return format(day, locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** "26 November", with the year when it is not this one. */
export function plainDay(day: string, today: string, locale: Locale): string {
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  return format(day, locale, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** "26 Nov", for narrow columns. */
export function shortDay(day: string, today: string, locale: Locale): string {
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  return format(day, locale, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** As people say it: today, yesterday, tomorrow, Thursday (within six days), else 26 November. */
export function relativeDay(day: string, today: string, locale: Locale): string {
  const away = daysBetween(today, day);
  if (Math.abs(away) <= 1) {
    return new Intl.RelativeTimeFormat(tags[locale], { numeric: 'auto' }).format(away, 'day');
  }
  if (Math.abs(away) <= 6) return format(day, locale, { weekday: 'long' });
  return plainDay(day, today, locale);
}

/** "due Thursday", "2 days late", with the tone of its pill. Further than a week ahead is not yet amber. */
export function dueWords(
  day: string,
  today: string,
  locale: Locale,
): { words: string; tone: 'due' | 'late' | 'neutral' } {
  const away = daysBetween(today, day);
  const said = { locale };
  if (away < 0) return { words: m.ui_days_late({ count: -away }, said), tone: 'late' };
  if (away === 0) return { words: m.ui_due_today({}, said), tone: 'due' };
  if (away === 1) return { words: m.ui_due_tomorrow({}, said), tone: 'due' };
  const name = relativeDay(day, today, locale);
  if (away <= 6) return { words: m.ui_due_weekday({ day: name }, said), tone: 'due' };
  return { words: m.ui_due_date({ day: name }, said), tone: 'neutral' };
}

/** "14:00" in a zone. */
export function timeIn(value: Instant, zone: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tags[locale], { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(
    new Date(value),
  );
}

/** "Today 14:00", "Thursday 26 November, 14:00". */
export function momentWords(value: Instant, now: Instant, zone: string, locale: Locale): string {
  const day = dayIn(value, zone);
  const today = dayIn(now, zone);
  const time = timeIn(value, zone, locale);
  const away = daysBetween(today, day);
  if (away === 0) return m.ui_today_at({ time }, { locale });
  if (away === 1) return m.ui_tomorrow_at({ time }, { locale });
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  const name = format(day, locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
  return m.ui_day_at({ day: name, time }, { locale });
}

/** "in 2 hours", "5 minutes ago", "il y a 3 jours". */
export function fromNow(value: Instant, now: Instant, locale: Locale): string {
  const minutes = Math.round((new Date(value).getTime() - new Date(now).getTime()) / 60_000);
  const say = new Intl.RelativeTimeFormat(tags[locale], { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return say.format(minutes, 'minute');
  if (Math.abs(minutes) < 24 * 60) return say.format(Math.round(minutes / 60), 'hour');
  return say.format(Math.round(minutes / (24 * 60)), 'day');
}

/** How old a kept text is, after "as of": "today 16:40", "yesterday 16:40", "21 November 16:40"; in French "hier à 16 h 40". */
export function ageWords(value: Instant, now: Instant, zone: string, locale: Locale): string {
  const [day, today] = [dayIn(value, zone), dayIn(now, zone)];
  const near = Math.abs(daysBetween(today, day)) <= 1;
  const name = near ? relativeDay(day, today, locale) : plainDay(day, today, locale);
  const time = timeIn(value, zone, locale);
  return locale === 'fr' ? `${name} à ${time.replace(':', '\u00a0h\u00a0')}` : `${name} ${time}`;
}
