import { TokenVerifier } from 'livekit-server-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId, type SessionId } from '#domain/ids.ts';
import type { Actor } from '#domain/person/actor.ts';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';
import { mayWatch } from '../live/live.ts';
import { mediaRoomOf, type CallServer } from '../media/call-server.ts';
import { grant } from '../media/tokens.ts';
import { arrive, mayBeIn } from '../session/attendance.ts';
import { endVisits, forgetGuests } from './forget.ts';

const server: CallServer = {
  state: () => ({ kind: 'preparing', detail: 'Fetching the call server.' }),
  onChange: () => () => undefined,
  internalUrl: 'http://127.0.0.1:9',
  apiKey: 'test-key',
  apiSecret: 'a-secret-that-is-long-enough-for-hs256',
};
const device = 'device-1';
const notFound = expect.objectContaining({ code: 'not_found' });
const from = { address: '10.0.0.1' };
const said = {
  name: 'Ismaël Habiyaremye',
  institution: 'Ruli Health Centre',
  lang: 'fr',
  zone: 'Africa/Kigali',
};
const start = '2026-11-23T08:00:00Z';

let t: TestApp;
let sessionId: SessionId;
let token: string;
let linkId: string;
beforeAll(async () => {
  t = await testApp({ callServer: server });
});
afterAll(() => t.close());
beforeEach(async () => {
  t.clock.set(start);
  sessionId = await plan();
  ({ token, linkId } = await t.app.guests.makeLink(await t.actorOf('felix'), { sessionId }));
});

const plan = async (more: object = {}) =>
  t.app.sessions.plan(await t.actorOf('felix'), {
    ...{ roomId: t.roomId, kind: 'coaching_session', title: 'Coaching' },
    ...{ day: '2026-11-24', time: '14:00', minutes: 60, ...more },
  });

interface Guest {
  personId: string;
  secret: string;
  actor: () => Promise<Actor | null>;
}
async function comes(by = token): Promise<Guest> {
  const { personId } = await t.app.guests.come(by, null, said, from);
  const secret = await t.app.auth.start(personId, 'test');
  return { personId, secret, actor: async () => (await t.app.auth.actorOf(secret))?.actor ?? null };
}
async function admitted(): Promise<Guest & { me: Actor }> {
  const guest = await comes();
  await t.app.guests.letIn(await t.actorOf('felix'), { sessionId, personId: guest.personId });
  return { ...guest, me: (await guest.actor())! };
}
const grantTo = (actor: Actor, id: string = sessionId) =>
  grant({ db: t.db, actor, now: t.clock.now() }, server, { sessionId: id as SessionId, device });
const standing = async (guest: Guest) => (await t.app.guests.visit(await guest.actor())).standing;

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
    t.clock.set(start);
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
    const guest = await comes();
    const me = (await guest.actor())!;
    expect(me).toMatchObject({ guestOf: sessionId, lang: 'fr', networks: [], institutions: [] });
    expect(await standing(guest)).toBe('waiting');
    await expect(t.app.sessions.page(me, sessionId)).rejects.toEqual(notFound);
    await expect(t.app.walkthroughs.ofSession(me, sessionId)).rejects.toEqual(notFound);
    await expect(t.app.media.enter(me, { sessionId, device })).rejects.toEqual(notFound);
    await expect(grantTo(me)).rejects.toEqual(notFound);
    await expect(t.app.questions.ask(me, { sessionId, text: 'Me?' })).rejects.toEqual(notFound);
    expect(await mayBeIn(t.db, sessionId, guest.personId)).toBe(false);
    expect(await mayWatch(t.db, me, `session:${sessionId}`)).toBe(false);
    expect(await mayWatch(t.db, me, `person:${guest.personId}`)).toBe(true);
  });

  it('is kept by those who lead: nobody else sees it or opens it, no guest opens it to oneself', async () => {
    const guest = await comes();
    const somebody = { sessionId, personId: guest.personId };
    for (const name of ['odette', 'grace', 'olive', 'oscar', 'ada'] as const) {
      const actor = await t.actorOf(name);
      await expect(t.app.guests.letIn(actor, somebody), name).rejects.toEqual(notFound);
      await expect(t.app.guests.turnAway(actor, somebody), name).rejects.toEqual(notFound);
    }
    await expect(t.app.guests.letIn(await guest.actor(), somebody)).rejects.toEqual(notFound);
    // Somebody else's guest, and somebody who is none.
    const other = await plan();
    const felix = await t.actorOf('felix');
    await expect(t.app.guests.letIn(felix, { ...somebody, sessionId: other })).rejects.toEqual(notFound);
    await expect(t.app.guests.letIn(felix, { sessionId, personId: t.personIds.odette })).rejects.toEqual(
      notFound,
    );
    expect(await standing(guest)).toBe('waiting');
    await t.app.guests.turnAway(felix, somebody);
    expect(await standing(guest)).toBe('refused');
    await t.app.guests.letIn(await t.actorOf('theo'), somebody);
    expect(await standing(guest)).toBe('in');
    await expect(t.app.guests.turnAway(felix, somebody)).rejects.toMatchObject({ code: 'conflict' });
    const door = await t.app.guests.atTheDoor(felix, sessionId);
    const { name, institution } = said;
    expect(door).toMatchObject([{ name, institution, standing: 'in' }]);
  });

  it('who comes twice by the same link with the same cookie is one guest; who leaves waits no more', async () => {
    const guest = await comes();
    const again = await t.app.guests.come(token, await guest.actor(), said, from);
    expect(again).toMatchObject({ personId: guest.personId, again: true });
    await t.app.guests.leave(await guest.actor(), {});
    expect(await t.app.guests.atTheDoor(await t.actorOf('felix'), sessionId)).toEqual([]);
    await expect(t.app.guests.leave(await t.actorOf('odette'), {})).rejects.toEqual(notFound);
    await expect(t.app.guests.visit(await t.actorOf('odette'))).rejects.toEqual(notFound);
  });
});

describe('a guest who was let in', () => {
  it('sees the session and nothing of its room, and speaks in the call under their own words', async () => {
    const { me } = await admitted();
    await t.app.questions.ask(await t.actorOf('odette'), { sessionId, text: 'How many?' });
    const page = await t.app.sessions.page(me, sessionId);
    expect(page).toMatchObject({
      title: 'Coaching',
      people: [],
      commitmentIds: [],
      removed: [],
      roomName: '',
    });
    const may = Object.entries(page.abilities).filter(([, is]) => is);
    expect(may.map(([name]) => name).sort()).toEqual(['ask', 'join', 'raiseHand', 'see', 'speak']);
    const walk = await t.app.walkthroughs.ofSession(me, sessionId);
    expect(walk.questions).toHaveLength(1);
    expect(walk.moments).toEqual([]);
    const lent = Object.entries(walk.roomAbilities).filter(([, is]) => is);
    expect(lent.map(([name]) => name).sort()).toEqual(['ask', 'joinCall', 'speak']);
    const claims = await new TokenVerifier(server.apiKey, server.apiSecret).verify((await grantTo(me)).token);
    expect(claims).toMatchObject({
      attributes: { role: 'guest', institution: 'Ruli Health Centre', name: said.name },
      video: { room: mediaRoomOf(sessionId), canPublish: true, canUpdateOwnMetadata: false },
    });
    expect(claims.attributes).not.toHaveProperty('twin');
    expect(await mayWatch(t.db, me, `session:${sessionId}`)).toBe(true);
    expect(await mayWatch(t.db, me, `room:${t.roomId}`)).toBe(false);
    expect(await mayWatch(t.db, me, `person:${t.personIds.felix}`)).toBe(false);
  });

  it('asks and votes as a guest, and is written in the attendance with their own words', async () => {
    const { me, personId } = await admitted();
    const id = newId();
    await t.app.questions.ask(me, { id, sessionId, text: 'How do you count?' });
    await t.app.questions.vote(me, { questionId: id });
    await t.app.sessions.raiseHand(me, { sessionId, up: true });
    await expect(
      t.app.questions.ask(me, { sessionId, text: 'x', institutionId: t.institutionIds.gihara }),
    ).rejects.toEqual(notFound);
    for (const verb of ['take', 'answer', 'carry'] as const)
      await expect(t.app.questions[verb](me, { questionId: id }), verb).rejects.toEqual(notFound);
    const felix = await t.actorOf('felix');
    const walk = await t.app.walkthroughs.ofSession(felix, sessionId);
    expect(walk.questions).toMatchObject([
      { votes: 1, institutionId: null, guestInstitution: 'Ruli Health Centre', askedByName: said.name },
    ]);
    await t.db
      .transaction()
      .execute((trx) =>
        arrive(
          trx,
          { sessionId, personId: personId as never, participantSid: `PA_${personId}` },
          t.clock.now(),
        ),
      );
    const page = await t.app.sessions.page(felix, sessionId);
    expect(page.attendance).toMatchObject([
      { role: 'guest', institutionId: null, guestInstitution: 'Ruli Health Centre', present: true },
    ]);
    expect(page.state).toBe('open');
  });

  it('of one session is nobody in another, by page, token, socket and question', async () => {
    const { me } = await admitted();
    const other = await plan();
    const questionId = await t.app.questions.ask(await t.actorOf('odette'), { sessionId: other, text: 'A?' });
    await expect(t.app.sessions.page(me, other)).rejects.toEqual(notFound);
    await expect(t.app.walkthroughs.ofSession(me, other)).rejects.toEqual(notFound);
    await expect(t.app.media.enter(me, { sessionId: other, device })).rejects.toEqual(notFound);
    await expect(grantTo(me, other)).rejects.toEqual(notFound);
    await expect(t.app.sessions.raiseHand(me, { sessionId: other, up: true })).rejects.toEqual(notFound);
    await expect(t.app.questions.vote(me, { questionId })).rejects.toEqual(notFound);
    expect(await mayWatch(t.db, me, `session:${other}`)).toBe(false);
    expect(await mayBeIn(t.db, other, me.personId)).toBe(false);
  });
});

describe('gone after it', () => {
  const isGone = async (guest: Guest, because: string) => {
    expect(await guest.actor()).toBeNull();
    expect(await mayBeIn(t.db, sessionId, guest.personId)).toBe(false);
    expect(await t.app.guests.farewell(sessionId, guest.personId)).toBe(because);
  };
  const tokenOf = async (guest: { me: Actor }) => (await grantTo(guest.me)).token;

  it('when the session ends or is called off', async () => {
    const guest = await admitted();
    const way = await tokenOf(guest);
    expect(await t.app.media.admit(way, guest.me)).toBe(true);
    await t.db.updateTable('session').set({ opened_at: t.clock.now() }).where('id', '=', sessionId).execute();
    const felix = await t.actorOf('felix');
    await t.app.sessions.end(felix, { sessionId });
    await isGone(guest, 'ended');
    expect(await t.app.media.admit(way, guest.me)).toBe(false);
    sessionId = await plan();
    ({ token } = await t.app.guests.makeLink(felix, { sessionId }));
    const waiting = await comes();
    await t.app.sessions.cancel(felix, { sessionId });
    await isGone(waiting, 'cancelled');
  });

  it('when somebody who lets guests in removes them, for good', async () => {
    const guest = await admitted();
    const somebody = { sessionId, personId: guest.personId };
    for (const name of ['odette', 'grace', 'oscar', 'ada'] as const)
      await expect(t.app.sessions.remove(await t.actorOf(name), somebody), name).rejects.toEqual(notFound);
    await t.app.sessions.remove(await t.actorOf('theo'), somebody);
    await isGone(guest, 'removed');
    // Théo takes guests out, not the people of the room.
    await expect(
      t.app.sessions.remove(await t.actorOf('theo'), { sessionId, personId: t.personIds.odette }),
    ).rejects.toEqual(notFound);
  });

  it('when the link is taken back: those who wait always, those inside when asked for', async () => {
    const [inside, waiting] = [await admitted(), await comes()];
    const felix = await t.actorOf('felix');
    await t.app.guests.revokeLink(felix, { linkId });
    expect(await standing(waiting)).toBe('refused');
    expect(await standing(inside)).toBe('in');
    await t.app.guests.revokeLink(felix, { linkId, alsoInside: 'on' });
    await isGone(inside, 'removed');
  });

  it('also of a session that nobody opened, and their names a month later', async () => {
    const [inside, waiting] = [await admitted(), await comes()];
    t.clock.set('2026-11-24T18:00:00Z');
    await endVisits(t);
    expect(await inside.actor()).not.toBeNull();
    t.clock.set('2026-11-24T19:30:00Z');
    await endVisits(t);
    expect(await inside.actor()).toBeNull();
    const rows = (name: PersonName) => t.actorOf(name);
    expect(await rows('odette')).not.toBeNull();
    const names = async () =>
      t.db
        .selectFrom('person')
        .where('id', 'in', [inside.personId, waiting.personId])
        .orderBy('id')
        .select(['name', 'guest_institution'])
        .execute();
    t.clock.set('2026-12-23T12:00:00Z');
    await forgetGuests(t);
    expect((await names()).map((row) => row.name)).toEqual([said.name, said.name]);
    t.clock.set('2026-12-25T12:00:00Z');
    await forgetGuests(t);
    expect(await names()).toEqual([
      { name: 'Guest', guest_institution: 'Ruli Health Centre' },
      { name: 'Guest', guest_institution: null },
    ]);
    expect((await t.actorOf('odette')).name).toBe('Odette Mukamana');
  });
});

describe('a guest calls every verb of the product', () => {
  /** Asked without being anybody, or asking nobody: each has its own tests. */
  const doors = new Set([
    ...['auth', 'links', 'clock', 'log'],
    ...['invitations.look', 'invitations.acceptAsNew', 'invitations.firstAdministrator'],
    ...['guests.look', 'guests.come', 'guests.farewell'],
    ...['media.state', 'media.admit', 'media.hear', 'media.recheck', 'media.reconcile'],
  ]);
  const allowed = new Set([
    ...['sessions.page', 'sessions.raiseHand', 'walkthroughs.ofSession'],
    ...['questions.ask', 'questions.vote', 'questions.unvote', 'media.enter', 'media.see', 'media.seenBy'],
    ...['guests.visit', 'guests.leave', 'guests.readIn'],
  ]);
  type Verb = (actor: Actor | null, ...input: unknown[]) => Promise<unknown>;

  it('and finds nothing but what a session lends', async () => {
    const { me } = await admitted();
    const ids = { sessionId, roomId: t.roomId, networkId: t.networkId, personId: t.personIds.odette };
    const answers = new Map<string, unknown>();
    for (const [concept, verbs] of Object.entries(t.app) as [string, unknown][]) {
      if (doors.has(concept) || typeof verbs !== 'object' || verbs === null) continue;
      for (const [name, verb] of Object.entries(verbs)) {
        const key = `${concept}.${name}`;
        if (doors.has(key) || typeof verb !== 'function') continue;
        for (const input of [ids, t.roomId, sessionId, 'A'.repeat(43)]) {
          const answer = await Promise.resolve((verb as Verb)(me, input, ids)).then(
            () => 'answered',
            (error: { code?: string }) => error.code,
          );
          // The calls read their input before they look for the session: that tells nothing.
          const nothing = ['not_found', 'signed_out', ...(concept === 'media' ? ['invalid'] : [])];
          if (!nothing.includes(answer ?? '')) answers.set(key, answer);
        }
      }
    }
    expect(answers.size).toBeGreaterThan(5);
    expect([...answers.keys()].filter((key) => !allowed.has(key))).toEqual([]);
  });
});
