import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RoomServiceClient } from 'livekit-server-sdk';
import WebSocket from 'ws';
import type { Door, Loss, Stage } from './losses.ts';

/** Somebody with plan, page events and call open, as a browser has them. */
export interface Visitor {
  token: string;
  /** When each of these doors was shut. */
  gone(doors: readonly Door[]): Promise<Partial<Record<Door, number>>>;
  leave(): void;
}

const limitMs = 10_000;

/** The call server that the product keeps running in its data folder. */
export const callServer = {
  client: null as RoomServiceClient | null,
  at(dataDir: string): void {
    const read = (name: string) =>
      JSON.parse(fs.readFileSync(path.join(dataDir, name), 'utf8')) as Record<string, string | number>;
    const { livekitKey, livekitSecret } = read('secrets.json');
    const files = fs.readdirSync(dataDir, { recursive: true, encoding: 'utf8' });
    const { port } = read(files.find((file) => path.basename(file) === 'livekit.json')!);
    this.client = new RoomServiceClient(
      `http://127.0.0.1:${port}`,
      String(livekitKey),
      String(livekitSecret),
    );
  },
};

function open(origin: string, address: string, secret: string): Promise<WebSocket> {
  const socket = new WebSocket(origin.replace('http', 'ws') + address, {
    headers: { origin, cookie: `session=${secret}` },
  });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

const until = <T>(what: string, asked: Promise<T>): Promise<T> =>
  Promise.race([
    asked,
    sleep(limitMs, undefined, { ref: false }).then(() => {
      throw new Error(`${what}: nothing within ${limitMs} ms`);
    }),
  ]);

const first = (socket: WebSocket, fits: (words: string) => boolean) =>
  new Promise<void>((resolve) =>
    socket.on('message', (data: Buffer) => {
      if (fits(data.toString())) resolve();
    }),
  );
const closed = (socket: WebSocket) =>
  new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.on('error', () => undefined);
  });
const now = () => performance.now();

export async function comeIn(
  origin: string,
  { secret, sessionId, roomId, documentId }: Stage,
): Promise<Visitor> {
  // The page is open, and shown once before.
  await fetch(`${origin}/sessions/${sessionId}`, { headers: { cookie: `session=${secret}` } });
  const way = await fetch(`${origin}/sessions/${sessionId}/call/entries`, {
    ...{ method: 'POST', body: JSON.stringify({ device: 'bench-device' }) },
    headers: { origin, cookie: `session=${secret}`, 'content-type': 'application/json' },
  });
  const { token } = (await way.json()) as { token: string };
  if (!token) throw new Error(`No way into the call: ${way.status}`);
  const call = await open(origin, callAt(token), secret);
  await until(
    'joining',
    first(call, () => true),
  );
  const live = await open(origin, '/live', secret);
  const watching = until(
    'watching',
    first(live, (words) => words.includes(sessionId)),
  );
  live.send(JSON.stringify({ watch: [`room:${roomId}`, `session:${sessionId}`] }));
  await watching;
  // A guest has no plan.
  const plan = await open(origin, `/sync/${documentId}`, secret);
  const sockets: Partial<Record<Door, WebSocket>> = { call, 'plan socket': plan };
  const toldOff = (words: string) =>
    words.includes('"rights":true') && !words.includes(`session:${sessionId}`);
  const shutting: Record<Door, () => Promise<void>> = {
    'plan socket': () => closed(plan),
    call: () => closed(call),
    'page events': () => Promise.race([closed(live), first(live, toldOff)]),
    voice: () => silent(token),
  };
  return {
    token,
    async gone(doors) {
      const shut = doors.map(async (door) => [door, await until(door, shutting[door]().then(now))] as const);
      return Object.fromEntries(await Promise.all(shut));
    },
    leave() {
      for (const socket of [...Object.values(sockets), live]) socket.terminate();
    },
  };
}

const callAt = (token: string) =>
  `/rtc?access_token=${token}&protocol=16&sdk=js&version=2.0.0&auto_subscribe=1`;

/** Until the media server itself says that nothing more may be published. */
async function silent(token: string): Promise<void> {
  const { sub, video } = JSON.parse(atob(token.split('.')[1]!)) as { sub: string; video: { room: string } };
  for (;;) {
    const people = await callServer.client!.listParticipants(video.room);
    if (people.find(({ identity }) => identity === sub)?.permission?.canPublish === false) return;
    await sleep(5);
  }
}

/** Comes back by every door that must be shut; answers when all of them had said no. */
export async function shut(
  origin: string,
  at: Stage & Visitor,
  { keepsOut }: Pick<Loss, 'keepsOut'>,
): Promise<number> {
  const cookie = `session=${at.secret}`;
  const doors = {
    async plan() {
      const socket = await open(origin, `/sync/${at.documentId}`, at.secret);
      await until('plan again', closed(socket));
    },
    async call() {
      const entered = await open(origin, callAt(at.token), at.secret).catch(() => null);
      if (entered) throw new Error('Came back into the call');
    },
    async page() {
      const answer = await fetch(`${origin}/sessions/${at.sessionId}`, {
        headers: { cookie },
        redirect: 'manual',
      });
      if (answer.status !== 404 && answer.status !== 303) throw new Error(`A page again: ${answer.status}`);
    },
  };
  await Promise.all(keepsOut.map((door) => doors[door]()));
  return performance.now();
}
