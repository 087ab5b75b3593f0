import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const notFound = expect.objectContaining({ code: 'not_found' });
const tomorrow = { day: '2026-11-24', time: '14:00', minutes: '60' };
const input = () => ({
  roomId: t.roomId,
  kind: 'virtual_exchange_visit',
  title: 'Walkthrough: receiving and stock cards',
  ...tomorrow,
  agenda: [
    { kind: 'report_backs', title: 'Report-backs', minutes: '5' },
    { kind: 'walkthrough', title: 'Walkthrough', minutes: 40 },
  ],
});
const planBy = async (name: PersonName) => t.app.sessions.plan(await t.actorOf(name), input());

describe('a session', () => {
  it('is planned by those who lead the room only', async () => {
    await expect(t.app.sessions.plan(null, input())).rejects.toMatchObject({ code: 'signed_out' });
    for (const name of ['odette', 'grace', 'olive', 'oscar', 'beatrice', 'ada'] as const)
      await expect(planBy(name), name).rejects.toEqual(notFound);
    expect(await planBy('theo')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('refuses what cannot be, with a word for each field', async () => {
    const felix = await t.actorOf('felix');
    const refused = async (change: object) =>
      t.app.sessions.plan(felix, { ...input(), ...change }).then(
        () => null,
        (error: { fields: object }) => error.fields,
      );
    expect(await refused({ day: '2026-02-30' })).toEqual({ day: 'error_day' });
    expect(await refused({ time: '25:00', title: '' })).toEqual({
      time: 'error_time',
      title: 'error_required',
    });
    expect(await refused({ day: '2026-11-22' })).toEqual({ time: 'error_session_past' });
    expect(await refused({ minutes: 'sixty' })).toEqual({ minutes: 'error_session_minutes' });
    expect(await refused({ kind: 'party' })).toEqual({ kind: 'error_choice' });
    expect(await refused({ title: 'ن'.repeat(300) })).toEqual({ title: 'error_too_long' });
    expect(await refused({ agenda: Array(13).fill(input().agenda[0]) })).toEqual({
      agenda: 'error_session_agenda_long',
    });
  });

  it('is an instant in the zone of its room, with its agenda, for the members of the room', async () => {
    const id = await planBy('felix');
    const page = await t.app.sessions.page(await t.actorOf('olive'), id);
    expect(page.startsAt.toISOString()).toBe('2026-11-24T12:00:00.000Z');
    expect(page.agenda.map((item) => item.kind)).toEqual(['report_backs', 'walkthrough']);
    expect(page.abilities).toMatchObject({ join: true, speak: false, move: false, end: false });
    for (const name of ['oscar', 'beatrice', 'ada'] as const)
      await expect(t.app.sessions.page(await t.actorOf(name), id), name).rejects.toEqual(notFound);
    await expect(t.app.sessions.page(await t.actorOf('olive'), 'nonsense')).rejects.toEqual(notFound);
    await expect(t.app.sessions.ofRoom(await t.actorOf('oscar'), t.roomId)).rejects.toEqual(notFound);
    const next = await t.app.sessions.next(await t.actorOf('odette'));
    expect(next).toMatchObject({ title: input().title, openQuestions: 0, state: 'planned' });
    expect(next?.people).toHaveLength(7);
    expect(await t.app.sessions.next(await t.actorOf('oscar'))).toBeNull();
  });

  it('is moved and cancelled by those who lead the room, while it has not begun', async () => {
    const sessionId = await planBy('felix');
    const odette = await t.actorOf('odette');
    const theo = await t.actorOf('theo');
    const later = { sessionId, day: '2026-11-25', time: '09:30', minutes: 90 };
    await expect(t.app.sessions.move(odette, later)).rejects.toEqual(notFound);
    await expect(t.app.sessions.cancel(odette, { sessionId })).rejects.toEqual(notFound);
    await t.app.sessions.move(theo, later);
    const page = await t.app.sessions.page(odette, sessionId);
    expect([page.startsAt.toISOString(), page.minutes]).toEqual(['2026-11-25T07:30:00.000Z', 90]);
    await t.app.sessions.cancel(theo, { sessionId });
    expect((await t.app.sessions.page(odette, sessionId)).state).toBe('cancelled');
    await expect(t.app.sessions.move(theo, later)).rejects.toEqual(notFound);
    const events = await t.app.rooms.events(odette, t.roomId, { limit: 3 });
    expect(events.map((event) => event.kind)).toEqual(
      expect.arrayContaining(['session_planned', 'session_moved', 'session_cancelled']),
    );
  });

  it('keeps hands in the order they went up; an observer has none', async () => {
    const sessionId = await planBy('felix');
    const up = async (name: PersonName, at: string, is = true) => {
      t.clock.set(at);
      await t.app.sessions.raiseHand(await t.actorOf(name), { sessionId, up: is });
    };
    await expect(up('olive', '2026-11-24T12:00:00Z')).rejects.toEqual(notFound);
    await expect(up('oscar', '2026-11-24T12:00:00Z')).rejects.toEqual(notFound);
    await up('jeanpaul', '2026-11-24T12:01:00Z');
    await up('odette', '2026-11-24T12:02:00Z');
    await up('jeanpaul', '2026-11-24T12:03:00Z');
    const hands = async () =>
      (await t.app.sessions.page(await t.actorOf('felix'), sessionId)).hands.map((hand) => hand.personId);
    expect(await hands()).toEqual([t.personIds.jeanpaul, t.personIds.odette]);
    const personId = t.personIds.jeanpaul;
    await expect(
      t.app.sessions.lowerHand(await t.actorOf('odette'), { sessionId, personId }),
    ).rejects.toEqual(notFound);
    await t.app.sessions.lowerHand(await t.actorOf('felix'), { sessionId, personId });
    expect(await hands()).toEqual([t.personIds.odette]);
    await up('odette', '2026-11-24T12:04:00Z', false);
    expect(await hands()).toEqual([]);
  });

  it('goes on through its agenda by those who lead, and stays at the last point', async () => {
    const sessionId = await planBy('felix');
    await expect(t.app.sessions.nextItem(await t.actorOf('jeanpaul'), { sessionId })).rejects.toEqual(
      notFound,
    );
    const theo = await t.actorOf('theo');
    const current = async () => {
      const page = await t.app.sessions.page(theo, sessionId);
      return page.agenda.findIndex((item) => item.id === page.currentItemId);
    };
    await t.app.sessions.nextItem(theo, { sessionId });
    expect(await current()).toBe(1);
    await t.app.sessions.nextItem(theo, { sessionId });
    expect(await current()).toBe(1);
  });

  it('lets only the facilitator take somebody out, and never themselves', async () => {
    const sessionId = await planBy('felix');
    const personId = t.personIds.jeanpaul;
    for (const name of ['theo', 'odette', 'clemence', 'oscar'] as const)
      await expect(
        t.app.sessions.remove(await t.actorOf(name), { sessionId, personId }),
        name,
      ).rejects.toEqual(notFound);
    const felix = await t.actorOf('felix');
    await expect(
      t.app.sessions.remove(felix, { sessionId, personId: t.personIds.felix }),
    ).rejects.toMatchObject({ code: 'invalid' });
    await expect(
      t.app.sessions.remove(felix, { sessionId, personId: t.personIds.oscar }),
    ).rejects.toMatchObject({ code: 'invalid' });
    await t.app.sessions.remove(felix, { sessionId, personId });
    const page = await t.app.sessions.page(await t.actorOf('jeanpaul'), sessionId);
    expect(page.abilities).toMatchObject({ see: true, join: false, speak: false });
  });
});
