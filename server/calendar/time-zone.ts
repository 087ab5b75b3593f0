import { Temporal } from 'temporal-polyfill';

const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
/** A yearly rule is only believed when it holds for this many years. */
const YEARS = 3;

/**
 * A zone as calendar files describe it. Calendars that know the name ignore the rest; others (old Outlook) read the
 * rule, so that 09:00 stays 09:00 when the clocks change. `around` is the time it is about.
 */
export function describeZone(zone: string, around: Date): string {
  const start = Temporal.Instant.fromEpochMilliseconds(around.getTime()).toZonedDateTimeISO(zone);
  const changes = changesBefore(start.subtract({ years: 1 }), YEARS * 2 + 2);
  const lines = changes.length === 0 ? observance(start.with({ year: 1970, month: 1, day: 1 }), null) : [];
  const seen = new Set<string>();
  for (const change of changes) {
    const rule = yearlyRule(change, changes);
    const kind = `${change.offset} ${rule ?? change.toString()}`;
    if (!seen.has(kind)) lines.push(...observance(change, rule));
    seen.add(kind);
  }
  return ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...lines, 'END:VTIMEZONE'].join('\r\n');
}

/** The clock changes of a zone from a moment on, oldest first; a zone whose clocks stay has none. */
function changesBefore(from: Temporal.ZonedDateTime, count: number): Temporal.ZonedDateTime[] {
  const found: Temporal.ZonedDateTime[] = [];
  let at = from.getTimeZoneTransition('next');
  const end = from.add({ years: YEARS + 1 });
  while (at && found.length < count && Temporal.ZonedDateTime.compare(at, end) < 0) {
    found.push(at);
    at = at.getTimeZoneTransition('next');
  }
  return found;
}

/** "The last Sunday of March", when every change of this kind among those known falls on it. */
function yearlyRule(change: Temporal.ZonedDateTime, all: readonly Temporal.ZonedDateTime[]): string | null {
  const alike = all.filter((one) => one.offset === change.offset && one.month === change.month);
  if (alike.length < YEARS) return null;
  const last = (at: Temporal.ZonedDateTime) => at.day + 7 > at.daysInMonth;
  const place = (at: Temporal.ZonedDateTime) => Math.ceil(at.day / 7);
  if (alike.some((at) => at.dayOfWeek !== change.dayOfWeek)) return null;
  const weekday = days[change.dayOfWeek - 1];
  const yearly = (nth: number) => `FREQ=YEARLY;BYMONTH=${change.month};BYDAY=${nth}${weekday}`;
  if (alike.every(last)) return yearly(-1);
  return alike.every((at) => place(at) === place(change)) ? yearly(place(change)) : null;
}

function observance(at: Temporal.ZonedDateTime, rule: string | null): string[] {
  const before = at.subtract({ nanoseconds: 1 });
  const summer = at.offsetNanoseconds > before.offsetNanoseconds;
  const wall = at.toInstant().toZonedDateTimeISO(before.offset).toPlainDateTime();
  return [
    `BEGIN:${summer ? 'DAYLIGHT' : 'STANDARD'}`,
    `TZOFFSETFROM:${before.offset.replace(':', '')}`,
    `TZOFFSETTO:${at.offset.replace(':', '')}`,
    `DTSTART:${wall.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')}`,
    ...(rule ? [`RRULE:${rule}`] : []),
    `END:${summer ? 'DAYLIGHT' : 'STANDARD'}`,
  ];
}
