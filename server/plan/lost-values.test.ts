import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { newId } from '#domain/ids.ts';
import { addCard, setCardValue } from '#domain/plan/document.ts';
import type { LogRow } from '../realtime/store.ts';
import { readPlan } from './reading.ts';

const [odette, jeanPaul] = ['odette', 'jeanpaul'] as const;
const at = new Date('2026-11-23T09:00:00Z');
const [a, b, c] = [newId() as string, newId() as string, newId() as string];

/** Two pages with one action, its id, and the update that made it. */
function two(clients: readonly [number, number]) {
  const pages = clients.map((client) => {
    const doc = new Y.Doc();
    doc.clientID = client;
    return doc;
  }) as [Y.Doc, Y.Doc];
  const id = addCard(pages[0], { kind: 'action', texts: { title: 'Count' } }, 'en');
  const known = Y.encodeStateAsUpdate(pages[0]);
  Y.applyUpdate(pages[1], known);
  return { pages, id, known };
}
const since = (doc: Y.Doc, act: () => void): Uint8Array => {
  const before = Y.encodeStateVector(doc);
  act();
  return Y.encodeStateAsUpdate(doc, before);
};
const row = (seq: number, personId: string, update: Uint8Array): LogRow => ({ seq, personId, at, update });
const owners = (known: Uint8Array, rows: LogRow[]) =>
  readPlan({ known: [known], rows })
    .changes.filter(({ field }) => field === 'owner')
    .map(({ personId, before, after, lost = false }) => ({ personId, before, after, lost }));

it.each([
  { clients: [1, 2] as const, stands: 'the last' },
  { clients: [2, 1] as const, stands: 'the first' },
])('of two owners set at once both are told: $stands stands', ({ clients }) => {
  const { pages, id, known } = two(clients);
  const first = since(pages[0], () => setCardValue(pages[0], id, 'owner', a));
  const second = since(pages[1], () => setCardValue(pages[1], id, 'owner', b));
  const told = owners(known, [row(1, odette, first), row(2, jeanPaul, second)]);
  expect(told[0]).toEqual({ personId: odette, before: null, after: a, lost: false });
  const lastStands = clients[1] > clients[0];
  expect(told.slice(1)).toEqual([
    lastStands
      ? { personId: jeanPaul, before: a, after: b, lost: false }
      : { personId: jeanPaul, before: a, after: b, lost: true },
  ]);
});

it('somebody who chose twice, or who chose after the other, has lost nothing', () => {
  const { pages, id, known } = two([1, 2]);
  const first = since(pages[0], () => {
    setCardValue(pages[0], id, 'owner', a);
    setCardValue(pages[0], id, 'owner', b);
  });
  Y.applyUpdate(pages[1], first);
  const second = since(pages[1], () => setCardValue(pages[1], id, 'owner', c));
  const third = since(pages[1], () => setCardValue(pages[1], id, 'owner', null));
  const told = owners(known, [row(1, odette, first), row(2, jeanPaul, second), row(3, odette, third)]);
  expect(told.map(({ after, lost }) => [after, lost])).toEqual([
    [b, false],
    [c, false],
    [null, false],
  ]);
});

it('the same owner chosen by both is one change, and a note of what lost survives a phone that was away', () => {
  const { pages, id, known } = two([2, 1]);
  const first = since(pages[0], () => setCardValue(pages[0], id, 'owner', a));
  const same = since(pages[1], () => setCardValue(pages[1], id, 'owner', a));
  expect(owners(known, [row(1, odette, first), row(2, jeanPaul, same)])).toHaveLength(1);
  const away = two([2, 1]);
  const there = since(away.pages[0], () => setCardValue(away.pages[0], away.id, 'owner', a));
  const later = since(away.pages[1], () => {
    setCardValue(away.pages[1], away.id, 'owner', c);
    setCardValue(away.pages[1], away.id, 'owner', b);
  });
  // Read in two goes, as after an hour without a network.
  const told = readPlan({
    ...{ known: [away.known, there], rows: [row(2, jeanPaul, later)] },
  }).changes;
  expect(told).toMatchObject([{ field: 'owner', before: a, after: b, lost: true }]);
});
