import { expect, test } from 'vitest';
import { byDay, gridOf, monthLater, monthOf } from './month.ts';

test('a month is what was asked for when it is one, else this one', () => {
  expect(monthOf('2027-02', '2026-11-23')).toBe('2027-02');
  for (const asked of [null, '', '2027-13', '2027-2', "2027-02'--"])
    expect(monthOf(asked, '2026-11-23')).toBe('2026-11');
  expect([monthLater('2026-12', 1), monthLater('2027-01', -1)]).toEqual(['2027-01', '2026-12']);
});

test('the grid has whole weeks from Monday, and every day of the month once', () => {
  const weeks = gridOf('2026-11');
  expect([weeks[0]![0], weeks.at(-1)![6]]).toEqual(['2026-10-26', '2026-12-06']);
  const days = weeks.flat().filter((day) => day.startsWith('2026-11'));
  expect([days.length, new Set(days).size]).toEqual([30, 30]);
  expect(gridOf('2027-02').length).toBe(4);
});

test('a session stands on the reader’s day', () => {
  const items = [{ startsAt: '2026-11-30T23:30:00Z' }];
  expect([...byDay(items, 'Africa/Kigali').keys()]).toEqual(['2026-12-01']);
  expect([...byDay(items, 'America/New_York').keys()]).toEqual(['2026-11-30']);
});
