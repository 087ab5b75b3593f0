import fc from 'fast-check';
import { expect, it } from 'vitest';
import type WebSocket from 'ws';
import * as Y from 'yjs';
import { addCard } from '#domain/plan/document.ts';
import { awarenessFrame, step1Frame, step2Frame, updateFrame } from '../../server/realtime/frames.ts';
import { bareSocket } from '../fixtures/realtime.ts';
import { useRealtime } from '../fixtures/realtime-stage.ts';
import { allIsWell, bystanders } from './bystanders.ts';
import { hostileFrames } from './hostile.ts';

/** Another one: `FUZZ_SEED=7 npx vitest run tests/fuzz`. */
const seed = Number(process.env['FUZZ_SEED'] ?? 20261123);
const t = useRealtime();

/** Sends frames one after the other, over a new line after each that was closed; says how lines ended. */
async function sendAll(cookie: string, frames: readonly Uint8Array[]): Promise<Map<number, number>> {
  const codes = new Map<number, number>();
  let socket: WebSocket | null = null;
  for (const [i, frame] of frames.entries()) {
    if (!socket || socket.readyState !== socket.OPEN) {
      const line = await bareSocket(t.server.url, t.room.documentId, cookie);
      void line.closed.then(({ code }) => codes.set(code, (codes.get(code) ?? 0) + 1));
      socket = line.ws;
    }
    socket.send(frame);
    // Answers to what was sent come in between.
    if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket?.terminate();
  return codes;
}

it('10,000 bent frames: nobody else notices, and what is stored opens', async () => {
  console.info(`fuzz seed ${seed}`);
  const people = await bystanders(t);
  const before = process.memoryUsage().heapUsed;
  const state = Y.encodeStateAsUpdate(people.a.doc);
  const mine = new Y.Doc();
  addCard(mine, { kind: 'aim', texts: { text: 'fewer days without medicine' } }, 'en');
  const updates = [
    state,
    Y.encodeStateAsUpdate(mine),
    ...hostileFrames(seed + 1).map(({ frame }) => frame),
  ].filter(({ length }) => length < 3_000);
  const vector = Y.encodeStateVector(people.a.doc);
  const bent = fc
    .record({
      base: fc.nat(updates.length - 1),
      kind: fc.constantFrom(updateFrame, step2Frame, step1Frame),
      bytes: fc.array(fc.tuple(fc.nat(3_000), fc.nat(255)), { maxLength: 5 }),
      cut: fc.nat(2_000),
      forged: fc.boolean(),
    })
    .map(({ base, kind, bytes, cut, forged }) => {
      if (forged && cut % 5 === 0)
        return awarenessFrame([
          { clientId: people.a.doc.clientID, clock: cut, state: cut % 2 ? 'null' : '{"user":{}}' },
        ]);
      const inner = kind === step1Frame ? vector : updates[base]!;
      const frame = base > 1 ? inner.slice() : kind(inner);
      for (const [at, value] of bytes) frame[at % frame.length] = value;
      return cut < 200 ? frame.slice(0, cut) : frame;
    });
  const frames = fc.sample(bent, { seed, numRuns: 10_000 });
  const codes = await Promise.all([
    sendAll('hostile', frames.slice(0, 4_000)),
    sendAll('observer', frames.slice(4_000, 7_000)),
    sendAll('hostile', frames.slice(7_000)),
  ]);
  expect(codes[0]!.get(4400)).toBeGreaterThan(20);
  expect(people.a.provider.awareness.getLocalState()).not.toBeNull();
  await allIsWell(t, people);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(300e6);
}, 60_000);
