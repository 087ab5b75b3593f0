import { addDays } from '#domain/commitment/days.ts';
import { dayIn } from '$lib/ui/relative-day.ts';

/** A month as 'YYYY-MM'; anything else is the month of `today`. */
export const monthOf = (asked: string | null, today: string): string =>
  asked && /^20\d\d-(0[1-9]|1[0-2])$/.test(asked) ? asked : today.slice(0, 7);

/** So many months later. */
export function monthLater(month: string, count: number): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + count);
  return at.toISOString().slice(0, 7);
}

/** The days of a month's grid: whole weeks from Monday, so the neighbours' days stand at its edges. */
export function gridOf(month: string): string[][] {
  const first = `${month}-01`;
  const weekday = (new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7;
  const last = addDays(`${monthLater(month, 1)}-01`, -1);
  const weeks: string[][] = [];
  for (let day = addDays(first, -weekday); day <= last; day = addDays(day, 7))
    weeks.push(Array.from({ length: 7 }, (_, n) => addDays(day, n)));
  return weeks;
}

/** What happens on which day, by the reader's clocks. */
export const byDay = <T extends { startsAt: Date | string }>(items: readonly T[], zone: string) =>
  Map.groupBy(items, (item) => dayIn(item.startsAt, zone));
