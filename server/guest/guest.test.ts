import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId, type SessionId } from '#domain/ids.ts';
import type { TestApp } from '../../tests/fixtures/app.ts';
import { device, GuestStage, said } from '../../tests/fixtures/guests.ts';
import { mayWatch } from '../live/live.ts';
import { mayBeIn } from '../session/attendance.ts';

const stage = new GuestStage();
const notFound = expect.objectContaining({ code: 'not_found' });
let t: TestApp;
let sessionId: SessionId;
let token: string;
const from = { address: '10.0.0.1' };
let linkId: string;
beforeAll(async () => {
  await stage.open();
  t = stage.t;
});
afterAll(() => t.close());
const renew = async () => {
  await stage.renew();
  ({ sessionId, token, linkId } = stage);
};
beforeEach(renew);

describe('a link for guests', () => {
  it('is made and taken back by those who lead only', async () => {
    await expect(t.app.guests.makeLink(null, { sessionId })).rejects.toMatchObject({ code: 'signed_out' });
    for (const name of ['odette', 'grace', 'olive', 'oscar', 'beatrice', 'ada'] as const) {
      const actor = await t.actorOf(name);
      await expect(t.app.guests.makeLink(actor, { sessionId }), name).rejects.toEqual(notFound);
      await expect(t.app.guests.ofSession(actor, sessionId), name).rejects.toEqual(notFound);
      await expect(t.app.guests.atTheDoor(actor, sessionId), name).rejects.toEqual(notFound);
      await expect(t.app.guests.revokeLink(actor, { linkId }), name).rejects.toEqual(notFound);
    }
    const theo = await t.actorOf('theo');
    await t.app.guests.makeLink(theo, { sessionId });
    expect((await t.app.guests.ofSession(theo, sessionId)).links).toHaveLength(2);
    await expect(t.app.guests.revokeLink(theo, { linkId: newId() })).rejects.toEqual(notFound);
  });

  it('opens nothing when it is forged, taken back, or its session is over', async () => {
    const gone = async (link: string) => {
      const looked = await t.app.guests.look(link);
      await expect(t.app.guests.come(link, null, said, from)).rejects.toMatchObject({ code: 'gone' });
      return looked.open ? 'open' : looked.because;
    };
    expect((await t.app.guests.look(token)).open).toBe(true);
    expect(await gone('A'.repeat(43))).toBe('unknown');
    expect(await gone(`${token}x`)).toBe('unknown');
    const felix = await t.actorOf('felix');
    await t.app.guests.revokeLink(felix, { linkId });
    expect(await gone(token)).toBe('revoked');
    const { token: second } = await t.app.guests.makeLink(felix, { sessionId });
    t.clock.set('2026-11-24T18:59:00Z');
    expect((await t.app.guests.look(second)).open).toBe(true);
    t.clock.set('2026-11-24T19:01:00Z');
    expect(await gone(second)).toBe('over');
    t.clock.set('2026-11-23T08:00:00Z');
    await t.app.sessions.cancel(felix, { sessionId });
    expect(await gone(second)).toBe('over');
  });

  it('follows its session when that is moved', async () => {
    await t.app.sessions.move(await t.actorOf('felix'), {
      ...{ sessionId, day: '2026-11-26', time: '09:00', minutes: 60 },
    });
    t.clock.set('2026-11-26T07:00:00Z');
    expect((await t.app.guests.look(token)).open).toBe(true);
  });

  it('asks for a name and an institution, and never stores its secret', async () => {
    const refused = (input: object) =>
      t.app.guests
        .come(token, null, { ...said, ...input }, from)
        .catch((error: { fields: object }) => error.fields);
    expect(await refused({ name: ' ', institution: '' })).toEqual({
      name: 'error_required',
      institution: 'error_required',
    });
    expect(await refused({ name: 'x'.repeat(200) })).toEqual({ name: 'error_too_long' });
    const rows = JSON.stringify(await t.db.selectFrom('guest_link').selectAll().execute());
    expect(rows).not.toContain(token);
    await t.app.guests.come(token, null, { ...said, zone: 'Nowhere/Land' }, from);
  });
});

describe('at the door', () => {
  it('a guest finds nothing but the waiting, and no way into the call', async () => {
    const guest = await stage.comes();
    const me = (await guest.actor())!;
    expect(me).toMatchObject({ guestOf: sessionId, lang: 'fr', networks: [], institutions: [] });
    expect(await stage.standing(guest)).toBe('waiting');
    await expect(t.app.sessions.page(me, sessionId)).rejects.toEqual(notFound);
    await expect(t.app.walkthroughs.ofSession(me, sessionId)).rejects.toEqual(notFound);
    await expect(t.app.media.enter(me, { sessionId, device })).rejects.toEqual(notFound);
    await expect(stage.grantTo(me)).rejects.toEqual(notFound);
    await expect(t.app.questions.ask(me, { sessionId, text: 'Me?' })).rejects.toEqual(notFound);
    expect(await mayBeIn(t.db, sessionId, guest.personId)).toBe(false);
    expect(await mayWatch(t.db, me, `session:${sessionId}`)).toBe(false);
    expect(await mayWatch(t.db, me, `person:${guest.personId}`)).toBe(true);
  });

  it('is kept by those who lead: nobody else sees it or opens it, no guest opens it to oneself', async () => {
    const guest = await stage.comes();
    const somebody = { sessionId, personId: guest.personId };
    for (const name of ['odette', 'grace', 'olive', 'oscar', 'ada'] as const) {
      const actor = await t.actorOf(name);
      await expect(t.app.guests.letIn(actor, somebody), name).rejects.toEqual(notFound);
      await expect(t.app.guests.turnAway(actor, somebody), name).rejects.toEqual(notFound);
    }
    await expect(t.app.guests.letIn(await guest.actor(), somebody)).rejects.toEqual(notFound);
    // Somebody else's guest, and somebody who is none.
    const other = await stage.plan();
    const felix = await t.actorOf('felix');
    await expect(t.app.guests.letIn(felix, { ...somebody, sessionId: other })).rejects.toEqual(notFound);
    await expect(t.app.guests.letIn(felix, { sessionId, personId: t.personIds.odette })).rejects.toEqual(
      notFound,
    );
    expect(await stage.standing(guest)).toBe('waiting');
    await t.app.guests.turnAway(felix, somebody);
    expect(await stage.standing(guest)).toBe('refused');
    await t.app.guests.letIn(await t.actorOf('theo'), somebody);
    expect(await stage.standing(guest)).toBe('in');
    await expect(t.app.guests.turnAway(felix, somebody)).rejects.toMatchObject({ code: 'conflict' });
    const door = await t.app.guests.atTheDoor(felix, sessionId);
    const { name, institution } = said;
    expect(door).toMatchObject([{ name, institution, standing: 'in' }]);
  });

  it('who comes twice by the same link with the same cookie is one guest; who leaves waits no more', async () => {
    const guest = await stage.comes();
    const again = await t.app.guests.come(token, await guest.actor(), said, from);
    expect(again).toMatchObject({ personId: guest.personId, again: true });
    await t.app.guests.leave(await guest.actor(), {});
    expect(await t.app.guests.atTheDoor(await t.actorOf('felix'), sessionId)).toEqual([]);
    const inside = await stage.admitted();
    await t.app.guests.leave(inside.me, {});
    await t.app.auth.signOut(inside.secret);
    expect(await t.app.guests.atTheDoor(await t.actorOf('felix'), sessionId)).toMatchObject([
      { personId: inside.personId, standing: 'left' },
    ]);
    await expect(t.app.guests.leave(await t.actorOf('odette'), {})).rejects.toEqual(notFound);
    await expect(t.app.guests.visit(await t.actorOf('odette'))).rejects.toEqual(notFound);
  });
});
