import { describe, expect, test } from 'vitest';
import { mailsTo, move, plan, t, tell, withInvitations } from '../../tests/fixtures/invitations.ts';
import { findInvitations } from './find-invitations.ts';
import { findReminders } from './find-reminders.ts';

withInvitations();

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
