import ICAL from 'ical.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '#domain/ids.ts';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';
import { writeMail } from '../messaging/letter.ts';
import { createLinks } from '../messaging/links.ts';
import { findInvitations } from './find-invitations.ts';
import { findReminders } from './find-reminders.ts';

const links = createLinks('a secret of the tests, long enough');
const from = 'Twinward <meet@twin.example>';
let t: TestApp;

beforeEach(async () => {
  t = await testApp();
});
afterEach(async () => {
  await t.close();
});

const planned = {
  kind: 'coaching_session',
  title: 'Stock cards',
  day: '2026-11-26',
  time: '14:00',
  minutes: 60,
};
const plan = async (more: object = {}) =>
  t.app.sessions.plan(await t.actorOf('felix'), { roomId: t.roomId, ...planned, ...more });
const move = async (sessionId: string, more: object) =>
  t.app.sessions.move(await t.actorOf('felix'), {
    ...{ sessionId, day: planned.day, time: planned.time, minutes: 60 },
    ...more,
  });

const later = (minutes: number) => t.clock.set(new Date(t.clock.now().getTime() + minutes * 60_000));
/** What the minute's job does after it has been quiet for a while. */
async function tell(): Promise<number> {
  later(6);
  return findInvitations({ db: t.db, now: t.clock.now() });
}

async function mailsTo(name: PersonName) {
  const rows = await t.db
    .selectFrom('outbox')
    .where('person_id', '=', t.personIds[name])
    .where('template', 'like', 'session_%')
    .orderBy('made_at')
    .orderBy('id')
    .selectAll()
    .execute();
  return rows.map((row) => ({
    template: row.template,
    ...writeMail({ ...row, madeAt: row.made_at }, { origin: t.app.origin, links, from }),
  }));
}
const lastTo = async (name: PersonName) => (await mailsTo(name)).at(-1)!;

/** The file as a parser reads it that we did not write. */
function read(content: string) {
  const calendar = new ICAL.Component(ICAL.parse(content) as unknown as string);
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  const events = calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
  return { method: calendar.getFirstPropertyValue('method'), events, calendar };
}
const fileTo = async (name: PersonName) => read((await lastTo(name)).calendar!.content);
const instant = (time: ICAL.Time) => time.toJSDate().toISOString();

describe('who is told', () => {
  test('everybody of the room with an address: an observer too, an outsider not', async () => {
    await t.db.updateTable('person').set({ email: null }).where('id', '=', t.personIds.grace).execute();
    await plan();
    expect(await findInvitations({ db: t.db, now: t.clock.now() })).toBe(0);
    expect(await tell()).toBe(6);
    expect(await tell()).toBe(0);
    for (const name of ['odette', 'theo', 'jeanpaul', 'clemence', 'felix', 'olive'] as const)
      expect((await mailsTo(name)).length, name).toBe(1);
    for (const name of ['grace', 'oscar', 'beatrice', 'ada'] as const)
      expect((await mailsTo(name)).length, name).toBe(0);
  });

  test('a guest of the session gets none', async () => {
    const sessionId = await plan();
    const id = newId();
    await t.db
      .insertInto('person')
      .values({
        ...{ id, name: 'Guest', email: 'guest@example.org', lang: 'en', zone: 'UTC' },
        ...{ created_at: t.clock.now(), guest_of: sessionId },
      })
      .execute();
    await tell();
    expect(await t.db.selectFrom('outbox').where('person_id', '=', id).selectAll().execute()).toEqual([]);
  });

  test('who joins later gets theirs; who is removed loses what is ahead, and gets nothing else', async () => {
    await plan();
    const away = { person_id: t.personIds.odette, room_id: t.roomId };
    const seat = await t.db
      .deleteFrom('room_member')
      .where('room_id', '=', away.room_id)
      .where('person_id', '=', away.person_id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await tell();
    expect(await mailsTo('odette')).toEqual([]);
    await t.db.insertInto('room_member').values(seat).execute();
    expect(await tell()).toBe(1);
    const invited = await fileTo('odette');
    await t.db.deleteFrom('room_member').where('person_id', '=', away.person_id).execute();
    expect(await tell()).toBe(1);
    const withdrawn = await fileTo('odette');
    expect([withdrawn.method, withdrawn.events[0]!.uid]).toEqual(['CANCEL', invited.events[0]!.uid]);
    expect(withdrawn.events[0]!.sequence).toBe(invited.events[0]!.sequence + 1);
    expect(await tell()).toBe(0);
    await t.db.insertInto('room_member').values(seat).execute();
    expect(await tell()).toBe(1);
    const again = await fileTo('odette');
    expect([again.method, again.events[0]!.sequence]).toEqual(['REQUEST', 2]);
  });

  test('of an institution that left the room nobody hears any more', async () => {
    await plan();
    await tell();
    await t.db
      .updateTable('room_institution')
      .set({ left_at: t.clock.now() })
      .where('room_id', '=', t.roomId)
      .where('institution_id', '=', t.institutionIds.nyanza)
      .execute();
    expect(await tell()).toBe(3);
    expect((await lastTo('jeanpaul')).template).toBe('session_withdrawn');
  });

  test('what is past is told to nobody; what is called off before anybody heard of it neither', async () => {
    const sessionId = await plan();
    await t.app.sessions.cancel(await t.actorOf('felix'), { sessionId });
    expect(await tell()).toBe(0);
    await plan();
    t.clock.set('2026-11-27T08:00:00Z');
    expect(await findInvitations({ db: t.db, now: t.clock.now() })).toBe(0);
  });

  test('what begins within the hour is told at once', async () => {
    await plan({ day: '2026-11-23', time: '10:30' });
    expect(await findInvitations({ db: t.db, now: t.clock.now() })).toBe(7);
  });
});

describe('what the calendar is told', () => {
  test('an invitation: whose it is, when, where, and an alarm', async () => {
    await plan({ agenda: [{ kind: 'other', title: 'Réception; stocks, fiches', minutes: 20 }] });
    await tell();
    const { method, events, calendar } = await fileTo('jeanpaul');
    const [event] = events;
    expect([method, events.length, event!.sequence]).toEqual(['REQUEST', 1, 0]);
    expect(instant(event!.startDate)).toBe('2026-11-26T12:00:00.000Z');
    expect(instant(event!.endDate)).toBe('2026-11-26T13:00:00.000Z');
    expect(event!.startDate.zone?.tzid).toBe('Africa/Kigali');
    expect(calendar.getAllSubcomponents('vtimezone').length).toBe(1);
    expect(event!.summary).toBe('Stock cards');
    expect(event!.description).toContain('Réception; stocks, fiches');
    expect(event!.description).toMatch(/^Rejoindre\u00a0: http:\/\/localhost:4000\/sessions\//);
    expect(event!.organizer).toBe('mailto:meet@twin.example');
    expect(event!.attendees.map((one) => String(one.getFirstValue()).toLowerCase())).toEqual([
      'mailto:jeanpaul@example.org',
    ]);
    expect(event!.attendees[0]!.getParameter('partstat')).toBe('NEEDS-ACTION');
    expect(event!.component.getAllSubcomponents('valarm').length).toBe(1);
    expect(event!.component.getFirstPropertyValue('status')).toBe('CONFIRMED');
    expect(String(event!.component.getFirstPropertyValue('dtstamp'))).toMatch(/Z$/);
  });

  test('moved, changed and called off: the same event, each time with a higher number', async () => {
    const felix = await t.actorOf('felix');
    const sessionId = await plan();
    await tell();
    const first = (await fileTo('odette')).events[0]!;
    await move(sessionId, { time: '15:30' });
    await tell();
    const moved = await fileTo('odette');
    expect([moved.method, moved.events[0]!.uid, moved.events[0]!.sequence]).toEqual([
      'REQUEST',
      first.uid,
      1,
    ]);
    expect(instant(moved.events[0]!.startDate)).toBe('2026-11-26T13:30:00.000Z');
    await t.app.sessions.change(felix, { sessionId, kind: 'coaching_session', title: 'Fiches' });
    await tell();
    const changed = await fileTo('odette');
    expect([changed.events[0]!.summary, changed.events[0]!.sequence]).toEqual(['Fiches', 2]);
    await t.app.sessions.cancel(felix, { sessionId });
    await tell();
    const off = await fileTo('odette');
    expect([off.method, off.events[0]!.uid, off.events[0]!.sequence]).toEqual(['CANCEL', first.uid, 3]);
    expect(off.events[0]!.component.getFirstPropertyValue('status')).toBe('CANCELLED');
    expect((await mailsTo('odette')).map(({ template }) => template)).toEqual([
      'session_invited',
      'session_changed',
      'session_changed',
      'session_cancelled',
    ]);
  });

  test('changes shortly after each other go out as one; to and fro is nothing', async () => {
    const sessionId = await plan();
    await tell();
    await move(sessionId, { time: '15:00' });
    later(3);
    await move(sessionId, { time: '16:00' });
    later(3);
    expect(await findInvitations({ db: t.db, now: t.clock.now() })).toBe(0);
    later(3);
    expect(await findInvitations({ db: t.db, now: t.clock.now() })).toBe(7);
    expect((await fileTo('odette')).events[0]!.sequence).toBe(2);
    await move(sessionId, { time: '17:00' });
    await move(sessionId, { time: '16:00' });
    expect(await tell()).toBe(0);
  });

  test('a hostile title stays a title: no line, property or event of its own', async () => {
    const title = 'A, b; c\\n\r\nATTENDEE:mailto:evil@example.org\nBEGIN:VALARM "x" \u0007 é';
    await plan({ title });
    await tell();
    const mail = await lastTo('odette');
    const { events, calendar } = read(mail.calendar!.content);
    expect(events.length).toBe(1);
    expect(events[0]!.attendees.length).toBe(1);
    expect(events[0]!.summary).toContain('A, b; c\\n ATTENDEE:mailto:evil@example.org BEGIN:VALARM "x"');
    expect(calendar.getAllSubcomponents().map((part) => part.name)).toEqual(['vtimezone', 'vevent']);
    expect(mail.subject).not.toMatch(/[\r\n]/);
  });

  test('no line is longer than 75 bytes, and all end as they must', async () => {
    await plan({ title: 'é'.repeat(110), agenda: [{ kind: 'other', title: 'à'.repeat(110), minutes: 5 }] });
    await tell();
    const { content } = (await lastTo('odette')).calendar!;
    for (const line of content.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(content.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(read(content).events[0]!.summary).toBe('é'.repeat(110));
  });
});

describe('zones and languages', () => {
  const live = (name: PersonName, zone: string) =>
    t.db.updateTable('person').set({ zone }).where('id', '=', t.personIds[name]).execute();

  test('each in their language and by their clocks, the session’s own said too where they differ', async () => {
    await live('odette', 'America/New_York');
    await plan();
    await tell();
    const [odette] = await mailsTo('odette');
    expect(odette!.text).toContain(
      'Thursday, 26 November 2026, 07:00–08:00 (New York) · 14:00–15:00 (Kigali)',
    );
    expect(odette!.subject).toContain('Invitation: Stock cards');
    const [jeanpaul] = await mailsTo('jeanpaul');
    expect(jeanpaul!.text).toContain('jeudi 26 novembre 2026, 14:00–15:00 (Kigali)');
    expect(jeanpaul!.text).not.toContain('·  14:00');
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

describe('reminders', () => {
  const remind = async (at: string) => {
    t.clock.set(at);
    return findReminders({ db: t.db, now: t.clock.now() });
  };

  test('the afternoon before where each lives, and within the last hour; once each', async () => {
    await t.db
      .updateTable('person')
      .set({ zone: 'America/New_York' })
      .where('id', '=', t.personIds.odette)
      .execute();
    const sessionId = await plan();
    await tell();
    expect(await remind('2026-11-25T13:59:00Z')).toBe(0);
    expect(await remind('2026-11-25T14:00:00Z')).toBe(6);
    expect(await remind('2026-11-25T20:59:00Z')).toBe(0);
    expect(await remind('2026-11-25T21:00:00Z')).toBe(1);
    expect(await remind('2026-11-26T10:59:00Z')).toBe(0);
    expect(await remind('2026-11-26T11:00:00Z')).toBe(7);
    expect(await remind('2026-11-26T11:30:00Z')).toBe(0);
    expect((await mailsTo('odette')).map(({ template }) => template)).toEqual([
      'session_invited',
      'session_tomorrow',
      'session_soon',
    ]);
    // Moved: another occasion.
    await move(sessionId, { day: '2026-11-27' });
    await tell();
    expect(await remind('2026-11-27T11:00:00Z')).toBe(7);
  });

  test('not to who cannot come, unless that was about the old time', async () => {
    const sessionId = await plan();
    await tell();
    await t.app.calendar.answer(await t.actorOf('odette'), { sessionId, answer: 'not' });
    expect(await remind('2026-11-25T15:00:00Z')).toBe(6);
    await move(sessionId, { day: '2026-11-28' });
    await tell();
    expect(await remind('2026-11-27T15:00:00Z')).toBe(7);
  });

  test('who was invited a moment ago is not reminded too', async () => {
    t.clock.set('2026-11-26T11:20:00Z');
    await plan();
    expect(await findInvitations({ db: t.db, now: t.clock.now() })).toBe(7);
    expect(await remind('2026-11-26T11:30:00Z')).toBe(0);
  });

  test('at 16:00 by the clocks of the evening before they change', async () => {
    await t.db.updateTable('person').set({ zone: 'Europe/Paris' }).execute();
    await t.db.updateTable('room').set({ zone: 'Europe/Paris' }).where('id', '=', t.roomId).execute();
    // In the night to 28 March 2027 Paris goes on to summer.
    await plan({ day: '2027-03-28', time: '18:00' });
    await tell();
    expect(await remind('2027-03-27T14:59:00Z')).toBe(0);
    expect(await remind('2027-03-27T15:00:00Z')).toBe(7);
    expect(await remind('2027-03-28T15:00:00Z')).toBe(7);
  });
});
