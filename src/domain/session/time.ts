/** A zone's offset from UTC in milliseconds at an instant. */
function offsetAt(zone: string, instant: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((found) => found.type === type)?.value);
  const there = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return there - Math.floor(instant / 1000) * 1000;
}

/** The instant of a day and a time of day in a zone. A time that the clocks skip is the one after the gap. */
export function instantOf(day: string, time: string, zone: string): Date {
  const wall = Date.parse(`${day}T${time}:00Z`);
  const first = wall - offsetAt(zone, wall);
  return new Date(wall - offsetAt(zone, first));
}

/** The day ('YYYY-MM-DD') and time ('HH:MM') that the clocks of a zone show at an instant. */
export function wallClock(instant: Date, zone: string): { day: string; time: string } {
  const there = new Date(instant.getTime() + offsetAt(zone, instant.getTime())).toISOString();
  return { day: there.slice(0, 10), time: there.slice(11, 16) };
}
