import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { createHttp, plain } from './http.ts';
import { createMetrics } from './metrics.ts';
import { createRtcProxy } from './rtc-proxy.ts';

const log = pino({ level: 'silent' });
const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A stand-in for the call server, which echoes and remembers with what it was asked. */
async function farServer() {
  const asked: { url: string; cookie: string | undefined }[] = [];
  const server = createServer((req, res) => {
    asked.push({ url: req.url ?? '', cookie: req.headers.cookie });
    plain(res, 200, 'success');
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (ws, req) => {
    asked.push({ url: req.url ?? '', cookie: req.headers.cookie });
    ws.on('message', (data) => ws.send(`heard ${String(data)}`));
  });
  return { asked, url: `http://127.0.0.1:${await port(server)}` };
}

async function port(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function door(target: string | null, token: string | null = null) {
  const proxy = createRtcProxy({ target: () => target, admit: (given) => given === 'good', log });
  const http = createHttp({
    ...{ config: { host: '127.0.0.1', port: 0 }, log },
    upgrades: new Map([['/rtc', proxy]]),
    routes: new Map([
      ['/rtc', proxy.handle],
      ['/metrics', createMetrics(token).route],
    ]),
    readiness: () => Promise.resolve({ database: { state: 'unavailable' } }),
  });
  return { http, at: `127.0.0.1:${await port(http.server)}` };
}

function upgrade(url: string, headers: Record<string, string> = {}): Promise<number | WebSocket> {
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(url, { headers });
    ws.once('open', () => resolve(ws));
    ws.once('unexpected-response', (_req, res) => {
      resolve(res.statusCode ?? 0);
      ws.terminate();
    });
    ws.once('error', reject);
  });
}

test('an upgrade nobody takes is refused in one piece', async () => {
  const { at } = await door(null);
  expect(await upgrade(`ws://${at}/nowhere`)).toBe(404);
  expect(await upgrade(`ws://${at}/rtcx`)).toBe(404);
});

test('a call is not passed on without admission, or while there is no call server', async () => {
  const far = await farServer();
  const { at } = await door(far.url);
  expect(await upgrade(`ws://${at}/rtc?access_token=bad`)).toBe(401);
  expect(await upgrade(`ws://${at}/rtc`)).toBe(401);
  expect((await fetch(`http://${at}/rtc/validate?access_token=bad`)).status).toBe(401);
  expect(far.asked).toEqual([]);
  const absent = await door(null);
  expect(await upgrade(`ws://${absent.at}/rtc?access_token=good`)).toBe(503);
});

test('an admitted call is passed on, without the cookie of the pages', async () => {
  const far = await farServer();
  const { at } = await door(far.url);
  const ws = await upgrade(`ws://${at}/rtc/v1?access_token=good`, { cookie: 'session=secret' });
  if (typeof ws === 'number') throw new Error(`refused with ${ws}`);
  const answer = new Promise((resolve) => ws.once('message', (data) => resolve(String(data))));
  ws.send('hello');
  expect(await answer).toBe('heard hello');
  expect(far.asked).toEqual([{ url: '/rtc/v1?access_token=good', cookie: undefined }]);
  ws.terminate();
});

test('the browser may ask with HEAD whether the way is open', async () => {
  const { at } = await door(null);
  expect((await fetch(`http://${at}/rtc`, { method: 'HEAD' })).status).toBe(200);
});

test('people who come while it starts are asked to wait; probes are answered', async () => {
  const { at, http } = await door(null);
  const early = await fetch(`http://${at}/`);
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '2']);
  expect((await fetch(`http://${at}/healthz`)).status).toBe(200);
  expect((await fetch(`http://${at}/readyz`)).status).toBe(503);
  http.open((_req, res) => plain(res, 200, 'page'));
  expect(await (await fetch(`http://${at}/`)).text()).toBe('page');
});

test('metrics are for the bearer of the token only', async () => {
  const none = await door(null, null);
  expect((await fetch(`http://${none.at}/metrics`)).status).toBe(404);
  const { at } = await door(null, 'the-token-of-metrics');
  const ask = (token: string) =>
    fetch(`http://${at}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  expect((await ask('wrong')).status).toBe(401);
  expect(await (await ask('the-token-of-metrics')).text()).toContain('process_cpu');
});

test('a taken port is said in plain words', async () => {
  const taken = await port(createServer());
  const http = createHttp({
    ...{ config: { host: '127.0.0.1', port: taken }, log },
    ...{ upgrades: new Map(), routes: new Map(), readiness: () => Promise.resolve({}) },
  });
  await expect(http.listen()).rejects.toThrow(`Port ${taken} is taken by another program.`);
});
