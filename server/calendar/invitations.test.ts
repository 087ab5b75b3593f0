import { describe, expect, test } from 'vitest';
import { newId } from '#domain/ids.ts';
import {
  fileTo,
  instant,
  lastTo,
  later,
  mailsTo,
  move,
  plan,
  read,
  t,
  tell,
  withInvitations,
} from '../../tests/fixtures/invitations.ts';
import { findInvitations } from './find-invitations.ts';

withInvitations();

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
