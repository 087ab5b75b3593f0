import { describe, expect, it } from 'vitest';
import { ageWords, dayIn, dueWords, fromNow, momentWords, relativeDay, shortDay } from './relative-day.ts';

const today = '2026-11-24'; // a Tuesday

describe('days as people say them', () => {
  it('puts an instant on the day of the zone, not of UTC', () => {
    expect(dayIn('2026-11-23T22:30:00Z', 'Africa/Kigali')).toBe('2026-11-24');
    expect(dayIn('2026-11-23T22:30:00Z', 'UTC')).toBe('2026-11-23');
    expect(dayIn('2026-11-24', 'Pacific/Auckland')).toBe('2026-11-24');
  });

  it.each([
    ['2026-11-22', '2 days late', '2\u00a0jours de retard', 'late'],
    ['2026-11-23', '1 day late', '1\u00a0jour de retard', 'late'],
    ['2026-11-24', 'due today', 'pour aujourd’hui', 'due'],
    ['2026-11-25', 'due tomorrow', 'pour demain', 'due'],
    ['2026-11-26', 'due Thursday', 'pour jeudi', 'due'],
    ['2026-12-15', 'due 15 December', 'pour le 15 décembre', 'neutral'],
    ['2027-01-04', 'due 4 January 2027', 'pour le 4 janvier 2027', 'neutral'],
  ])('%s is "%s" and « %s »', (day, en, fr, tone) => {
    expect(dueWords(day, today, 'en')).toEqual({ words: en, tone });
    expect(dueWords(day, today, 'fr')).toEqual({ words: fr, tone });
  });

  it('says near days by name and far days by date', () => {
    expect(relativeDay('2026-11-23', today, 'en')).toBe('yesterday');
    expect(relativeDay('2026-11-23', today, 'fr')).toBe('hier');
    expect(relativeDay('2026-11-19', today, 'en')).toBe('Thursday');
    expect(relativeDay('2026-11-17', today, 'fr')).toBe('17 novembre');
    expect(shortDay('2026-10-03', today, 'en')).toBe('3 Oct');
  });

  it('names the hour in the zone and how far it is', () => {
    const now = '2026-11-24T10:00:00Z';
    const at = '2026-11-24T12:00:00Z';
    expect(momentWords(at, now, 'Africa/Kigali', 'en')).toBe('Today 14:00');
    expect(momentWords(at, now, 'Africa/Kigali', 'fr')).toBe('Aujourd’hui à 14:00');
    expect(fromNow(at, now, 'en')).toBe('in 2 hours');
    expect(fromNow(at, now, 'fr')).toBe('dans 2 heures');
  });
  it('says how old a kept text is', () => {
    const now = '2026-11-24T09:00:00Z';
    const said = (at: string, lang: 'en' | 'fr') => ageWords(at, now, 'Africa/Kigali', lang);
    expect(said('2026-11-23T14:40:00Z', 'en')).toBe('yesterday 16:40');
    expect(said('2026-11-23T14:40:00Z', 'fr')).toBe('hier à 16\u00a0h\u00a040');
    expect(said('2026-11-24T06:05:00Z', 'fr')).toBe('aujourd’hui à 08\u00a0h\u00a005');
    expect(said('2026-11-02T06:05:00Z', 'en')).toBe('2 November 08:05');
  });
});
