import { expect, test } from 'vitest';
import { dayOf } from './table-days.ts';

const day = (cell: string, order: 'day_first' | 'month_first' = 'day_first') =>
  dayOf(cell, order, '2026-11-23')?.day;

test('what is no day is none', () => {
  for (const cell of [
    '',
    'soon',
    '30/02/2026',
    '2026-13-01',
    '31 April 2026',
    '1/1/1999',
    '12',
    'Q4 2026',
    '99999',
    'décembre',
  ])
    expect([cell, day(cell)]).toEqual([cell, undefined]);
});

test('days as people in two languages write them', () => {
  const same = [
    ...[
      '2026-12-15',
      '15/12/2026',
      '15.12.26',
      '15-12-2026',
      '15 Dec 2026',
      'Tue 15 December 2026',
      '15th of December 2026',
    ],
    ...[
      '15 déc. 2026',
      'mardi 15 décembre 2026',
      'Dec 15, 2026',
      '15-Dec-26',
      '46371',
      '15 Dec',
      '2026-12-15T00:00:00',
    ],
  ];
  expect(same.map((cell) => [cell, day(cell)])).toEqual(same.map((cell) => [cell, '2026-12-15']));
  expect(day('1er mars')).toBe('2027-03-01');
  expect(day('mars 15, 2027')).toBe('2027-03-15');
  expect(day('12/15/2026', 'month_first')).toBe('2026-12-15');
});
