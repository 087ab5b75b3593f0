import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { Rhythm } from '#domain/calendar/calendar.ts';

/** The rule of a rhythm, as calendars write it. */
export interface Rule {
  freq: 'WEEKLY' | 'MONTHLY';
  interval: number;
  /** Of a month: which weekday, by its two letters, and which of them (1 to 4, or -1 for the last). */
  byDay?: string;
  bySetPos?: number;
}

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/**
 * The rule for a rhythm that begins at an instant. "Every month" is the same weekday of the month (the second Tuesday):
 * people meet on working days, and not every month has a 31st.
 */
export function ruleOf(every: Exclude<Rhythm, 'once'>, first: Date, zone: string): Rule {
  if (every === 'week') return { freq: 'WEEKLY', interval: 1 };
  if (every === 'two_weeks') return { freq: 'WEEKLY', interval: 2 };
  const { day, dayOfWeek } = zoned(first, zone);
  const place = Math.ceil(day / 7);
  return {
    freq: 'MONTHLY',
    interval: 1,
    byDay: weekdays[dayOfWeek - 1]!,
    bySetPos: place > 4 ? -1 : place,
  };
}

/** The instants of a series: the same time of day there, whatever the clocks do in between. */
export function instantsOf(
  { every, times, zone }: { every: Exclude<Rhythm, 'once'>; times: number; zone: string },
  first: Date,
): Date[] {
  const { freq, interval, byDay, bySetPos } = ruleOf(every, first, zone);
  const dtstart = zoned(first, zone);
  const rule = new RRuleTemporal({
    ...{ freq, interval, count: times, tzid: zone, dtstart: dtstart as never },
    ...(byDay ? { byDay: [byDay], bySetPos: [bySetPos ?? 1] } : {}),
  });
  return rule.all().map((at) => new Date(at.epochMilliseconds));
}

/** Where an instant moves when a session of its series moves by so many days and to another time of day. */
export function shifted(at: Date, { days, time }: { days: number; time: string }, zone: string): Date {
  const day = zoned(at, zone).toPlainDate().add({ days });
  const moved = day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) });
  return new Date(moved.epochMilliseconds);
}

/** Whole days between the days of two instants in a zone. */
export const daysApart = (from: Date, to: Date, zone: string): number =>
  zoned(from, zone).toPlainDate().until(zoned(to, zone).toPlainDate()).days;

const zoned = (at: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
