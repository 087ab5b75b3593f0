import fc from 'fast-check';
import { expect, it } from 'vitest';
import type WebSocket from 'ws';
import * as Y from 'yjs';
import { addCard, readCards } from '#domain/plan/document.ts';
import { awarenessFrame, step1Frame, step2Frame, updateFrame } from '../../server/realtime/frames.ts';
import { loadDocument } from '../../server/realtime/store.ts';
import { bareSocket, makeRoomWithPlan, stockClient, until } from '../fixtures/realtime.ts';
import { note, notes, useRealtime } from '../fixtures/realtime-stage.ts';
import { hostileFrames } from './hostile.ts';

/** Another one: `FUZZ_SEED=7 npx vitest run tests/fuzz`. */
const seed = Number(process.env['FUZZ_SEED'] ?? 20261123);
const t = useRealtime();
const generous = {
  limits: { updatesPerSecond: 1e6, updatesBurst: 1e6, bytesPerSecond: 1e9, bytesBurst: 1e9 },
};

/** Two who write in the same document, one in another: they must notice nothing. */
async function bystanders() {
  await t.restart(generous);
  t.visitor('odette', t.room.odette, true);
  t.visitor('jean-paul', t.room.jeanPaul, true);
  t.visitor('observer', t.room.jeanPaul, false);
  t.visitor('hostile', t.room.jeanPaul, true);
  const elsewhere = await makeRoomWithPlan(t.db.kysely);
  const far = stockClient(t.server.url, elsewhere.documentId, 'odette');
  const [a, b] = [t.client('odette'), t.client('jean-paul')];
  await Promise.all([a.synced, b.synced, far.synced]);
  let closed = 0;
  for (const { provider } of [a, b, far]) provider.on('connection-close', () => closed++);
  return { a, b, far, closed: () => closed };
}

/** They still write and read each other; what is stored opens whole, in a new document and in the plan's readers. */
async function allIsWell({ a, b, far, closed }: Awaited<ReturnType<typeof bystanders>>): Promise<void> {
  note(a.doc, 'still writing');
  note(b.doc, 'me too');
  await until(() => notes(b.doc).includes('still writing') && notes(a.doc).includes('me too'));
  await t.server.realtime.flush();
  const late = t.client('odette');
  await late.synced;
  expect(closed()).toBe(0);
  const stored = (await loadDocument(t.db.pool, t.room.documentId))!;
  const fresh = new Y.Doc();
  Y.applyUpdate(fresh, stored.merged);
  for (const { update } of stored.tail) Y.applyUpdate(fresh, update);
  for (const doc of [fresh, a.doc, b.doc, late.doc]) {
    expect(doc.store.pendingStructs).toBeNull();
    expect(doc.store.pendingDs).toBeNull();
    expect(doc._transactionCleanups.length).toBe(0);
    expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(a.doc));
    expect(readCards(doc)).toEqual(readCards(a.doc));
  }
  // What hostile hands wrote can be deleted again: types in types go without breaking anybody.
  const cards = a.doc.getMap('cards');
  for (const key of [...cards.keys()].filter((id) => id === 'deep' || id === 'hostile')) cards.delete(key);
  await t.server.realtime.flush();
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(far.provider.wsconnected && a.provider.wsconnected && b.provider.wsconnected).toBe(true);
  expect(t.server.realtime.metrics().unsavedBytes).toBe(0);
  far.stop();
}

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
  const people = await bystanders();
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
  await allIsWell(people);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(300e6);
}, 60_000);
