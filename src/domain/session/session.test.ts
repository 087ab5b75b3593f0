import { describe, expect, it } from 'vitest';
import { megabytesFor } from './cost.ts';
import { minutesPresent } from './session.ts';
import { instantOf, wallClock } from './time.ts';

const at = (time: string) => new Date(`2026-11-23T${time}:00Z`);

describe('minutes of presence', () => {
  it('count overlapping stays of two devices once, and an open stay until now', () => {
    expect(minutesPresent([], at('10:00'))).toBe(0);
    const stays = [
      { joinedAt: at('09:00'), leftAt: at('09:30') },
      { joinedAt: at('09:10'), leftAt: at('09:20') },
      { joinedAt: at('09:25'), leftAt: at('09:40') },
      { joinedAt: at('09:50'), leftAt: null },
    ];
    expect(minutesPresent(stays, at('10:00'))).toBe(50);
  });

  it('are one at least for somebody who looked in', () => {
    const stay = { joinedAt: at('09:00'), leftAt: new Date('2026-11-23T09:00:05Z') };
    expect(minutesPresent([stay], at('10:00'))).toBe(1);
  });
});

describe('a day and time in a zone', () => {
  it('is an instant, across daylight saving and the gap it leaves', () => {
    expect(instantOf('2026-11-24', '14:00', 'Africa/Kigali').toISOString()).toBe('2026-11-24T12:00:00.000Z');
    expect(instantOf('2026-07-01', '09:00', 'Europe/Paris').toISOString()).toBe('2026-07-01T07:00:00.000Z');
    expect(instantOf('2026-12-01', '09:00', 'Europe/Paris').toISOString()).toBe('2026-12-01T08:00:00.000Z');
    expect(instantOf('2026-03-29', '02:30', 'Europe/Paris').toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  it('comes back as the clocks there show it', () => {
    expect(wallClock(new Date('2026-11-24T22:30:00Z'), 'Africa/Kigali')).toEqual({
      day: '2026-11-25',
      time: '00:30',
    });
  });
});

it('voice costs least, and a longer session more', () => {
  expect(megabytesFor('voice', 60)).toBeLessThan(megabytesFor('picture', 60));
  expect(megabytesFor('picture', 60)).toBeLessThan(megabytesFor('all', 60));
  expect(megabytesFor('voice', 120)).toBeGreaterThan(megabytesFor('voice', 60));
});
