import { expect } from 'vitest';
import * as Y from 'yjs';
import { readCards } from '#domain/plan/document.ts';
import { loadDocument } from '../../server/realtime/store.ts';
import { makeRoomWithPlan, stockClient, until } from '../fixtures/realtime.ts';
import { note, notes, type useRealtime } from '../fixtures/realtime-stage.ts';

type Stage = ReturnType<typeof useRealtime>;
const generous = {
  limits: { updatesPerSecond: 1e6, updatesBurst: 1e6, bytesPerSecond: 1e9, bytesBurst: 1e9, asksBurst: 1e9 },
};

/** Two who write in the same document, one in another: they must notice nothing. */
export async function bystanders(t: Stage) {
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
export async function allIsWell(
  t: Stage,
  { a, b, far, closed }: Awaited<ReturnType<typeof bystanders>>,
): Promise<void> {
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
