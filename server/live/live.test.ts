import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';
import { fromOwnOrigin } from '../auth/cookie.ts';
import { listenTo, type Listening } from '../db/listen.ts';
import { inTransaction } from '../db/database.ts';
import { createLive, type Live } from './live.ts';
import { notifyLive, notifyRights } from './notify.ts';

const origin = 'http://localhost:4000';
let t: TestApp;
let live: Live;
let listening: Listening;
let http: Server;
let address: string;

beforeAll(async () => {
  t = await testApp();
  const log = pino({ level: 'silent' });
  live = createLive({ db: t.db, log, actorOf: t.app.auth.actorOf, allowedOrigin: fromOwnOrigin(origin) });
  listening = await listenTo(
    t.url,
    {
      live: (payload) => live.publish(JSON.parse(payload) as { version: number; topic: string }),
      rights: (payload) => live.recheck(JSON.parse(payload) as object),
    },
    live.comeBack,
    log,
  );
  http = createServer(live.poll);
  http.on('upgrade', (req, socket, head) => void live.handleUpgrade(req, socket, head));
  await new Promise<void>((ready) => http.listen(0, '127.0.0.1', ready));
  address = `127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(async () => {
  live.close();
  await listening.stop();
  http.close();
  await t.close();
});

const cookieFor = async (name: PersonName) => `session=${await t.app.auth.start(t.personIds[name], 'test')}`;

interface Page {
  socket: WebSocket;
  heard: { topic?: string; watching?: string[]; data?: unknown }[];
  closed: Promise<number>;
}

function open(cookie: string, from = origin): Page {
  const socket = new WebSocket(`ws://${address}/live`, { headers: { cookie, origin: from } });
  const heard: Page['heard'] = [];
  socket.on('message', (frame) => heard.push(JSON.parse(String(frame)) as Page['heard'][number]));
  socket.on('error', () => {});
  const closed = new Promise<number>((done) => socket.on('close', done));
  return { socket, heard, closed };
}

async function watch(page: Page, topics: string[]): Promise<void> {
  if (page.socket.readyState !== WebSocket.OPEN)
    await new Promise((ready) => page.socket.once('open', ready));
  page.socket.send(JSON.stringify({ watch: topics }));
  await expect.poll(() => page.heard.some((message) => message.watching)).toBe(true);
}

const change = (topic: `room:${string}`, data?: string) =>
  inTransaction(t.db, (trx) => notifyLive(trx, topic, t.clock.now(), data));

describe('page events', () => {
  it('close at once for people who are signed out, with a code that stops coming back', async () => {
    expect(await open('session=nobody-has-this-secret').closed).toBe(4401);
  });

  it('refuse the handshake from another origin', async () => {
    const { socket, closed } = open(await cookieFor('odette'), 'https://elsewhere.example');
    await closed;
    expect(socket.readyState).toBe(WebSocket.CLOSED);
  });

  it('tell nothing of a room to outsiders, and close on what they do not understand', async () => {
    const oscar = open(await cookieFor('oscar'));
    await watch(oscar, [`room:${t.roomId}`, `person:${t.personIds.odette}`, `room:${t.otherRoomId}`]);
    expect(oscar.heard[0]?.watching).toEqual([`room:${t.otherRoomId}`]);
    oscar.socket.send('{"watch":"everything"}');
    expect(await oscar.closed).toBe(4400);
  });

  it('reach every page that watches the topic after the commit, with the row', async () => {
    const pages = [open(await cookieFor('odette')), open(await cookieFor('jeanpaul'))];
    for (const page of pages) await watch(page, [`room:${t.roomId}`]);
    await change(`room:${t.roomId}`, 'a row');
    for (const page of pages)
      await expect.poll(() => page.heard.at(-1)).toMatchObject({ topic: `room:${t.roomId}`, data: 'a row' });
    for (const page of pages) page.socket.close();
  });

  it('say nothing of a transaction that was rolled back', async () => {
    const page = open(await cookieFor('odette'));
    await watch(page, [`room:${t.roomId}`]);
    const rolledBack = inTransaction(t.db, async (trx) => {
      await notifyLive(trx, `room:${t.roomId}`, t.clock.now());
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    await change(`room:${t.roomId}`, 'after');
    await expect.poll(() => page.heard.length).toBe(2);
    expect(page.heard.at(-1)).toMatchObject({ data: 'after' });
    page.socket.close();
  });

  it('end within a second when the sign-in ends or the place in the room is lost', async () => {
    const cookie = await cookieFor('theo');
    const theo = open(cookie);
    const olive = open(await cookieFor('olive'));
    for (const page of [theo, olive]) await watch(page, [`room:${t.roomId}`]);
    await t.db.deleteFrom('room_member').where('person_id', '=', t.personIds.olive).execute();
    await inTransaction(t.db, (trx) => notifyRights(trx, { personId: t.personIds.olive }));
    await t.app.auth.signOut(cookie.slice('session='.length));
    expect(await theo.closed).toBe(4401);
    await expect.poll(() => olive.heard.at(-1)).toMatchObject({ rights: true, watching: [] });
    const before = olive.heard.length;
    await change(`room:${t.roomId}`);
    await new Promise((done) => setTimeout(done, 200));
    expect(olive.heard.length).toBe(before);
    olive.socket.close();
  });

  it('can be asked for where sockets are blocked, with the same rights', async () => {
    const ask = async (cookie: string, since: number) => {
      const answer = await fetch(`http://${address}/live?topics=room:${t.roomId}&since=${since}`, {
        headers: { cookie },
      });
      return { status: answer.status, body: (await answer.json()) as { version: number; events: unknown[] } };
    };
    expect((await ask('', 1)).status).toBe(401);
    const noSession = await fetch(`http://${address}/live?topics=session:${'-'.repeat(36)}&since=1`, {
      headers: { cookie: await cookieFor('odette') },
    });
    expect(noSession.status).toBe(200);
    const start = await ask(await cookieFor('odette'), 0);
    expect(start.body.events).toEqual([]);
    await change(`room:${t.roomId}`, 'polled');
    expect((await ask(await cookieFor('odette'), start.body.version)).body.events).toMatchObject([
      { data: 'polled' },
    ]);
    expect((await ask(await cookieFor('oscar'), start.body.version)).body.events).toEqual([]);
  });
});
