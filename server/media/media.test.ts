import { createHash } from 'node:crypto';
import { AccessToken, TokenVerifier } from 'livekit-server-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionId } from '#domain/ids.ts';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';
import { mediaRoomOf, type CallServer } from './call-server.ts';
import { grant } from './tokens.ts';

const server: CallServer = {
  state: () => ({ kind: 'preparing', detail: 'Fetching the call server.', progress: 0.4 }),
  onChange: () => () => undefined,
  internalUrl: 'http://127.0.0.1:9',
  apiKey: 'test-key',
  apiSecret: 'a-secret-that-is-long-enough-for-hs256',
};
const device = 'device-1';
const notFound = expect.objectContaining({ code: 'not_found' });

let t: TestApp;
let sessionId: SessionId;
const plan = async () =>
  t.app.sessions.plan(await t.actorOf('felix'), {
    ...{ roomId: t.roomId, kind: 'coaching_session', title: 'Coaching' },
    ...{ day: '2026-11-24', time: '14:00', minutes: 60 },
  });
beforeAll(async () => {
  t = await testApp({ callServer: server });
  sessionId = await plan();
});
afterAll(() => t.close());

const grantTo = async (name: PersonName, id = sessionId) =>
  grant({ db: t.db, actor: await t.actorOf(name), now: t.clock.now() }, server, { sessionId: id, device });

describe('a way into the call', () => {
  it('is given to members of the room only, and not to those who were removed', async () => {
    await expect(t.app.media.enter(null, { sessionId, device })).rejects.toMatchObject({
      code: 'signed_out',
    });
    for (const name of ['oscar', 'beatrice', 'ada'] as const)
      await expect(grantTo(name), name).rejects.toEqual(notFound);
    const session = await plan();
    const token = await grantTo('jeanpaul', session);
    const jeanpaul = await t.actorOf('jeanpaul');
    for (const other of [null, await t.actorOf('odette'), await t.actorOf('oscar')])
      expect(await t.app.media.admit(token.token, other)).toBe(false);
    expect(await t.app.media.admit(token.token, jeanpaul)).toBe(true);
    await t.app.sessions.remove(await t.actorOf('felix'), {
      sessionId: session,
      personId: t.personIds.jeanpaul,
    });
    await expect(grantTo('jeanpaul', session)).rejects.toEqual(notFound);
    expect(await t.app.media.admit(token.token, jeanpaul)).toBe(false);
  });

  it('refuses devices and sessions that are none', async () => {
    const odette = await t.actorOf('odette');
    await expect(t.app.media.enter(odette, { sessionId, device: '../x' })).rejects.toMatchObject({
      code: 'invalid',
    });
    await expect(t.app.media.enter(odette, { sessionId: 'x', device })).rejects.toMatchObject({
      code: 'invalid',
    });
  });

  it('says so while the call server is being prepared', async () => {
    await expect(t.app.media.enter(await t.actorOf('odette'), { sessionId, device })).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(t.app.media.state()).toMatchObject({ kind: 'preparing', progress: 0.4 });
  });

  it('names person, device, role and institution, and lets an observer listen only', async () => {
    const read = async (name: PersonName) =>
      new TokenVerifier(server.apiKey, server.apiSecret).verify((await grantTo(name)).token);
    const claims = await read('odette');
    expect(claims).toMatchObject({
      sub: `${t.personIds.odette}_${device}`,
      name: 'Odette Mukamana',
      attributes: { role: 'staff', institution: 'Gihara', side: 'giver', twin: 'a' },
      video: { room: mediaRoomOf(sessionId), canPublish: true, canUpdateOwnMetadata: false },
    });
    expect((await read('olive')).video).toMatchObject({ canPublish: false, canSubscribe: true });
  });

  it('is not opened by forged, foreign or empty tokens', async () => {
    const forged = new AccessToken('test-key', 'another-secret-of-thirty-two-letters', {
      identity: `${t.personIds.odette}_x`,
    });
    forged.addGrant({ roomJoin: true, room: mediaRoomOf(sessionId) });
    const odette = await t.actorOf('odette');
    expect(await t.app.media.admit(await forged.toJwt(), odette)).toBe(false);
    expect(await t.app.media.admit('', odette)).toBe(false);
    const odd = new AccessToken(server.apiKey, server.apiSecret, { identity: 'somebody' });
    odd.addGrant({ roomJoin: true, room: 'elsewhere' });
    expect(await t.app.media.admit(await odd.toJwt(), odette)).toBe(false);
  });

  it('does not let in by an earlier token with a voice who only listens by now', async () => {
    const change = async (role: string) =>
      t.app.roomMembers.change(await t.actorOf('felix'), {
        ...{ roomId: t.roomId, personId: t.personIds.odette, role, institutionId: t.institutionIds.gihara },
      });
    const odette = await t.actorOf('odette');
    const { token: speaking } = await grantTo('odette');
    await change('observer');
    expect(await t.app.media.admit(speaking, odette)).toBe(false);
    const { token: listening } = await grantTo('odette');
    expect(await t.app.media.admit(listening, odette)).toBe(true);
    await change('staff');
    expect(await t.app.media.admit(speaking, odette)).toBe(true);
  });

  it('closes when the membership of the room ends', async () => {
    const { token } = await grantTo('grace');
    const grace = await t.actorOf('grace');
    expect(await t.app.media.admit(token, grace)).toBe(true);
    await t.db
      .deleteFrom('room_member')
      .where('person_id', '=', t.personIds.grace)
      .where('room_id', '=', t.roomId)
      .execute();
    expect(await t.app.media.admit(token, grace)).toBe(false);
  });
});

const signed = async (body: string, secret = server.apiSecret) => {
  const token = new AccessToken(server.apiKey, secret, { ttl: 60 });
  token.sha256 = createHash('sha256').update(body).digest('base64');
  return token.toJwt();
};
let events = 0;
const tell = async (event: string, name: PersonName, sid: string, id = `EV_${++events}`, of = sessionId) => {
  const body = JSON.stringify({
    ...{ event, id, createdAt: '1700000000' },
    room: { name: mediaRoomOf(of), sid: 'RM_1' },
    participant: { sid, identity: `${t.personIds[name]}_${device}` },
  });
  const heard = await t.app.media.hear(body, await signed(body));
  // The media server is thanked before the work is done.
  await new Promise((resolve) => setTimeout(resolve, 120));
  return heard;
};
const attendance = async () =>
  (await t.app.sessions.page(await t.actorOf('felix'), sessionId)).attendance.map(
    ({ name, minutes, present }) => [name, minutes, present],
  );

describe('attendance', () => {
  it('is not written from webhooks that are not signed', async () => {
    const body = JSON.stringify({ event: 'participant_joined', id: 'x' });
    expect(await t.app.media.hear(body, undefined)).toBe(false);
    expect(await t.app.media.hear(body, 'rubbish')).toBe(false);
    expect(await t.app.media.hear(body, await signed(body, 'another-secret-of-thirty-two-letters'))).toBe(
      false,
    );
    expect(await t.app.media.hear(`${body} `, await signed(body))).toBe(false);
    expect(await attendance()).toEqual([]);
  });

  it('counts each stay once, whatever the order and however often it is told', async () => {
    t.clock.set('2026-11-24T12:00:00Z');
    expect(await tell('participant_joined', 'odette', 'PA_1', 'same')).toBe(true);
    await tell('participant_joined', 'odette', 'PA_1', 'same');
    await tell('participant_joined', 'odette', 'PA_1');
    expect((await t.app.sessions.page(await t.actorOf('felix'), sessionId)).state).toBe('open');
    t.clock.set('2026-11-24T12:20:00Z');
    // She comes back by another network: the new stay is told before the old one is over.
    await tell('participant_joined', 'odette', 'PA_2');
    await tell('participant_left', 'odette', 'PA_1');
    expect(await attendance()).toEqual([['Odette Mukamana', 20, true]]);
    t.clock.set('2026-11-24T12:30:00Z');
    await tell('participant_connection_aborted', 'odette', 'PA_2');
    await tell('participant_left', 'odette', 'PA_2');
    await tell('participant_left', 'jeanpaul', 'PA_unknown');
    expect(await attendance()).toEqual([['Odette Mukamana', 30, false]]);
  });

  it('is not written for people who are not of the room', async () => {
    await tell('participant_joined', 'oscar', 'PA_9');
    expect(await attendance()).toHaveLength(1);
  });

  it('ends with the session, which opened and ended once', async () => {
    t.clock.set('2026-11-24T12:40:00Z');
    await tell('participant_joined', 'jeanpaul', 'PA_3');
    t.clock.set('2026-11-24T13:00:00Z');
    await expect(t.app.sessions.end(await t.actorOf('odette'), { sessionId })).rejects.toEqual(notFound);
    const felix = await t.actorOf('felix');
    await t.app.sessions.end(felix, { sessionId });
    await expect(t.app.sessions.end(felix, { sessionId })).rejects.toEqual(notFound);
    await tell('participant_joined', 'odette', 'PA_4');
    t.clock.set('2026-11-24T15:00:00Z');
    expect(await attendance()).toEqual([
      ['Jean-Paul Habimana', 20, false],
      ['Odette Mukamana', 30, false],
    ]);
    const { past } = await t.app.sessions.ofRoom(felix, t.roomId);
    expect(past.find((session) => session.id === sessionId)).toMatchObject({
      state: 'ended',
      people: 2,
      institutions: 2,
      lasted: 50,
    });
    const opened = await t.db.selectFrom('event').where('kind', '=', 'session_opened').selectAll().execute();
    expect(opened).toHaveLength(1);
    await expect(grantTo('odette')).rejects.toEqual(notFound);
  });
});

describe('"N see you"', () => {
  it('counts pages of members that decoded a picture within five seconds', async () => {
    t.clock.set('2026-11-24T10:00:00Z');
    const open = { sessionId: await plan(), trackSid: 'TR_1' };
    await expect(t.app.media.see(await t.actorOf('oscar'), open)).rejects.toEqual(notFound);
    const odette = await t.actorOf('odette');
    expect(await t.app.media.see(await t.actorOf('felix'), open)).toBe(1);
    expect(await t.app.media.see(odette, open)).toBe(2);
    expect(await t.app.media.see(odette, open)).toBe(2);
    expect(await t.app.media.seenBy(odette, { ...open, trackSid: 'TR_2' })).toBe(0);
    t.clock.set('2026-11-24T10:00:06Z');
    expect(await t.app.media.seenBy(odette, open)).toBe(0);
  });
});
