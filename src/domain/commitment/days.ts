const DAY = 86_400_000;
const utc = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** The day ('YYYY-MM-DD') that it is at an instant in a zone: a day lasts until midnight there. */
export function dayAt(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** The hour (0 to 23) that it is at an instant in a zone. */
export function hourAt(at: Date, zone: string): number {
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' });
  return Number(hour.format(at));
}

/** Whole days from one day to another, negative when it lies before. */
export const daysFrom = (from: string, to: string): number => Math.round((utc(to) - utc(from)) / DAY);

/** The day so many days later. */
export const addDays = (day: string, count: number): string =>
  new Date(utc(day) + count * DAY).toISOString().slice(0, 10);
