import { TokenVerifier } from 'livekit-server-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId, type SessionId } from '#domain/ids.ts';
import type { Actor } from '#domain/person/actor.ts';
import type { PersonName, TestApp } from '../../tests/fixtures/app.ts';
import { callServer, device, GuestStage, said, type Guest } from '../../tests/fixtures/guests.ts';
import { mayWatch } from '../live/live.ts';
import { mediaRoomOf } from '../media/call-server.ts';
import { arrive, mayBeIn } from '../session/attendance.ts';
import { endVisits, forgetGuests } from './forget.ts';

const stage = new GuestStage();
const notFound = expect.objectContaining({ code: 'not_found' });
let t: TestApp;
let sessionId: SessionId;
let linkId: string;
beforeAll(async () => {
  await stage.open();
  t = stage.t;
});
afterAll(() => t.close());
const renew = async () => {
  await stage.renew();
  ({ sessionId, linkId } = stage);
};
beforeEach(renew);

describe('a guest who was let in', () => {
  it('sees the session and nothing of its room, and speaks in the call under their own words', async () => {
    const { me } = await stage.admitted();
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
    const claims = await new TokenVerifier(callServer.apiKey, callServer.apiSecret).verify(
      (await stage.grantTo(me)).token,
    );
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
    const { me, personId } = await stage.admitted();
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
    const { me } = await stage.admitted();
    const other = await stage.plan();
    const questionId = await t.app.questions.ask(await t.actorOf('odette'), { sessionId: other, text: 'A?' });
    await expect(t.app.sessions.page(me, other)).rejects.toEqual(notFound);
    await expect(t.app.walkthroughs.ofSession(me, other)).rejects.toEqual(notFound);
    await expect(t.app.media.enter(me, { sessionId: other, device })).rejects.toEqual(notFound);
    await expect(stage.grantTo(me, other)).rejects.toEqual(notFound);
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
  const tokenOf = async (guest: { me: Actor }) => (await stage.grantTo(guest.me)).token;

  it('when the session ends or is called off', async () => {
    const guest = await stage.admitted();
    const way = await tokenOf(guest);
    expect(await t.app.media.admit(way, guest.me)).toBe(true);
    await t.db.updateTable('session').set({ opened_at: t.clock.now() }).where('id', '=', sessionId).execute();
    const felix = await t.actorOf('felix');
    await t.app.sessions.end(felix, { sessionId });
    await isGone(guest, 'ended');
    expect(await t.app.media.admit(way, guest.me)).toBe(false);
    await renew();
    const waiting = await stage.comes();
    await t.app.sessions.cancel(felix, { sessionId });
    await isGone(waiting, 'cancelled');
  });

  it('when somebody who lets guests in removes them, for good', async () => {
    const guest = await stage.admitted();
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
    const [inside, waiting] = [await stage.admitted(), await stage.comes()];
    const felix = await t.actorOf('felix');
    await t.app.guests.revokeLink(felix, { linkId });
    expect(await stage.standing(waiting)).toBe('refused');
    expect(await stage.standing(inside)).toBe('in');
    await t.app.guests.revokeLink(felix, { linkId, alsoInside: 'on' });
    await isGone(inside, 'removed');
  });

  it('also of a session that nobody opened, and their names a month later', async () => {
    const [inside, waiting] = [await stage.admitted(), await stage.comes()];
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
    ...['auth', 'links', 'answerLinks', 'feeds', 'planDoor', 'clock', 'log'],
    ...['invitations.ask', 'invitations.lookAtJoining', 'invitations.finishJoining'],
    ...['people.lookAtAddressChange', 'people.answerAddressChange'],
    ...['invitations.look', 'invitations.acceptAsNew', 'invitations.firstAdministrator'],
    ...['guests.look', 'guests.come', 'guests.isInvitedAlready', 'guests.farewell'],
    ...['media.state', 'media.admit', 'media.hear', 'media.recheck', 'media.reconcile'],
  ]);
  const allowed = new Set([
    ...['sessions.page', 'sessions.raiseHand', 'walkthroughs.ofSession'],
    ...['questions.ask', 'questions.vote', 'questions.unvote', 'media.enter', 'media.see', 'media.seenBy'],
    ...['guests.visit', 'guests.leave', 'guests.readIn'],
  ]);
  type Verb = (actor: Actor | null, ...input: unknown[]) => Promise<unknown>;

  it('and finds nothing but what a session lends', async () => {
    const { me } = await stage.admitted();
    const ids = { sessionId, roomId: t.roomId, networkId: t.networkId, personId: t.personIds.odette };
    const answers = new Map<string, unknown>();
    for (const [concept, verbs] of Object.entries(t.app) as [string, unknown][]) {
      if (doors.has(concept) || typeof verbs !== 'object' || verbs === null) continue;
      for (const [name, verb] of Object.entries(verbs)) {
        const key = `${concept}.${name}`;
        if (doors.has(key) || typeof verb !== 'function') continue;
        for (const input of [ids, t.roomId, sessionId, 'A'.repeat(43)]) {
          const answer = await Promise.resolve()
            .then(() => (verb as Verb)(me, input, ids))
            .then(
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
