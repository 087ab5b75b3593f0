import type ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import type { PersonName } from '../../tests/fixtures/app.ts';
import {
  fileTo,
  instant,
  mailsTo,
  move,
  plan,
  t,
  tell,
  withInvitations,
} from '../../tests/fixtures/invitations.ts';

withInvitations();

describe('zones and languages', () => {
  const live = (name: PersonName, zone: string) =>
    t.db.updateTable('person').set({ zone }).where('id', '=', t.personIds[name]).execute();

  test('each in their language and by their clocks, the session’s own said too where they differ', async () => {
    await live('odette', 'America/New_York');
    await plan();
    await tell();
    const [odette] = await mailsTo('odette');
    expect(odette!.text.replaceAll('\u2060', '')).toContain(
      'Thursday, 26 November 2026, 07:00–08:00 (New York) · 14:00–15:00 (Kigali)',
    );
    expect(odette!.subject).toContain('Invitation: Stock cards');
    const [jeanpaul] = await mailsTo('jeanpaul');
    expect(jeanpaul!.text.replaceAll('\u2060', '')).toContain('jeudi 26 novembre 2026, 14:00–15:00 (Kigali)');
    expect(jeanpaul!.text).not.toContain(' · ');
    expect(jeanpaul!.text).toContain('Je ne peux pas');
  });

  test.each([
    ['Europe/Paris', '2027-03-16', ['08:00', '08:00', '07:00', '07:00']],
    ['Europe/Paris', '2027-10-19', ['07:00', '07:00', '08:00', '08:00']],
    ['America/New_York', '2027-03-02', ['14:00', '14:00', '13:00', '13:00']],
    ['America/New_York', '2027-10-26', ['13:00', '13:00', '14:00', '14:00']],
    ['Africa/Kigali', '2027-03-16', ['07:00', '07:00', '07:00', '07:00']],
  ])('every week at nine stays at nine in %s from %s', async (zone, day, utc) => {
    await t.db.updateTable('room').set({ zone }).where('id', '=', t.roomId).execute();
    await plan({ day, time: '09:00', every: 'week', times: 4 });
    const rows = await t.db.selectFrom('session').orderBy('starts_at').select('starts_at').execute();
    expect(rows.map((row) => row.starts_at.toISOString().slice(11, 16))).toEqual(utc);
    expect(await tell()).toBe(7);
    const { events } = await fileTo('odette');
    expect(events.length).toBe(1);
    const each = events[0]!.iterator();
    const found = [];
    for (let next = each.next(); next; next = each.next()) found.push(next);
    expect(found.map((time) => time.hour)).toEqual([9, 9, 9, 9]);
    expect(found.map((time) => instant(time).slice(11, 16))).toEqual(utc);
  });
});

describe('series', () => {
  const occurrences = (events: ICAL.Event[]) => {
    const [master, ...others] = events;
    for (const other of others) master!.relateException(other);
    const each = master!.iterator();
    const found = [];
    for (let next = each.next(); next; next = each.next()) {
      const { startDate, item } = master!.getOccurrenceDetails(next);
      found.push(`${instant(startDate).slice(5, 16)} ${item.summary}`);
    }
    return found;
  };
  const ids = async () =>
    (await t.db.selectFrom('session').orderBy('series_at').select('id').execute()).map(({ id }) => id);

  test('one mail for all; one moved, one called off, and from one on another time', async () => {
    const felix = await t.actorOf('felix');
    await plan({ every: 'two_weeks', times: 4 });
    expect(await tell()).toBe(7);
    const all = await ids();
    const first = await fileTo('odette');
    expect(occurrences(first.events)).toEqual(
      ['11-26T12:00', '12-10T12:00', '12-24T12:00', '01-07T12:00'].map((at) => `${at} Stock cards`),
    );
    await move(all[1]!, { day: '2026-12-11' });
    await t.app.sessions.cancel(felix, { sessionId: all[2] });
    expect(await tell()).toBe(7);
    const second = await fileTo('odette');
    expect(second.events[0]!.uid).toBe(first.events[0]!.uid);
    expect(second.events[0]!.sequence).toBe(2);
    expect(occurrences(second.events)).toEqual(
      ['11-26T12:00', '12-11T12:00', '01-07T12:00'].map((at) => `${at} Stock cards`),
    );
    await move(all[1]!, { day: '2026-12-12', time: '10:00', extent: 'later' });
    await tell();
    expect(occurrences((await fileTo('odette')).events)).toEqual(
      ['11-26T12:00', '12-12T08:00', '01-08T08:00'].map((at) => `${at} Stock cards`),
    );
    await t.app.sessions.change(felix, {
      ...{ sessionId: all[3], kind: 'coaching_session', title: 'Last', extent: 'this' },
    });
    await t.app.sessions.cancel(felix, { sessionId: all[0], extent: 'this' });
    await tell();
    expect(occurrences((await fileTo('odette')).events)).toEqual([
      '12-12T08:00 Stock cards',
      '01-08T08:00 Last',
    ]);
    await t.app.sessions.cancel(felix, { sessionId: all[1], extent: 'later' });
    await tell();
    expect((await fileTo('odette')).method).toBe('CANCEL');
  });

  test('every month is the same weekday of the month; the last one stays the last', async () => {
    await plan({ day: '2026-11-30', every: 'month', times: 4 });
    const rows = await t.db.selectFrom('session').orderBy('starts_at').select('starts_at').execute();
    expect(rows.map((row) => row.starts_at.toISOString().slice(0, 10))).toEqual([
      '2026-11-30',
      '2026-12-28',
      '2027-01-25',
      '2027-02-22',
    ]);
    await tell();
    expect(occurrences((await fileTo('odette')).events).map((at) => at.slice(0, 5))).toEqual([
      '11-30',
      '12-28',
      '01-25',
      '02-22',
    ]);
  });

  test('at most 26; who leaves in the middle keeps what was', async () => {
    await expect(plan({ every: 'week', times: 27 })).rejects.toMatchObject({ code: 'invalid' });
    await plan({ every: 'week', times: 3 });
    await tell();
    await t.db
      .updateTable('session')
      .set({ ended_at: '2026-11-26T13:00:00Z' })
      .where('starts_at', '<', new Date('2026-11-27'))
      .execute();
    t.clock.set('2026-11-27T08:00:00Z');
    await t.db.deleteFrom('room_member').where('person_id', '=', t.personIds.odette).execute();
    await tell();
    const { method, events } = await fileTo('odette');
    expect(method).toBe('CANCEL');
    expect(events.map((event) => instant(event.recurrenceId).slice(0, 10))).toEqual([
      '2026-12-03',
      '2026-12-10',
    ]);
  });
});
