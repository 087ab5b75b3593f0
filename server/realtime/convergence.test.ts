import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { useRealtime } from '../../tests/fixtures/realtime-stage.ts';
import { until } from '../../tests/fixtures/realtime.ts';

// After Yjs's own random tests (tests/testHelper.js, applyRandomTests), with this server in place of its connector.
// Another one: `CONVERGENCE_SEED=7 CONVERGENCE_EDITS=20000 npx vitest run server/realtime/convergence.test.ts`.
const seed = Number(process.env['CONVERGENCE_SEED'] ?? 20261123);
const edits = Number(process.env['CONVERGENCE_EDITS'] ?? 1_200);
const t = useRealtime();

type Client = ReturnType<typeof t.client>;
type Random = (below: number) => number;

/** What hands do to a text, a map and an array, with types in types. */
const kinds: ((doc: Y.Doc, random: Random) => void)[] = [
  (doc, random) => {
    const text = doc.getText('text');
    // No characters of two halves: Yjs replaces halves, and not everywhere the same, when others write between them.
    text.insert(random(text.length + 1), ['a', 'bc', 'é', '語 ', '\n'][random(5)]!);
  },
  (doc, random) => {
    const text = doc.getText('text');
    const at = random(text.length + 1);
    text.delete(at, Math.min(random(4), text.length - at));
  },
  (doc, random) => {
    const text = doc.getText('text');
    const at = random(text.length + 1);
    text.format(at, Math.min(random(4), text.length - at), { bold: random(2) ? true : null });
  },
  (doc, random) => void doc.getMap('map').set(`key ${random(5)}`, random(100)),
  (doc, random) => void doc.getMap('map').set(`key ${random(5)}`, new Y.Map([['in', random(100)]])),
  (doc, random) => {
    const inner = doc.getMap('map').get(`key ${random(5)}`);
    if (inner instanceof Y.Map) inner.set('deeper', new Y.Text('words'));
  },
  (doc, random) => doc.getMap('map').delete(`key ${random(5)}`),
  (doc, random) => doc.getArray('array').insert(random(doc.getArray('array').length + 1), [1, { two: 2 }]),
  (doc, random) =>
    doc.getArray('array').insert(random(doc.getArray('array').length + 1), [Y.Array.from([random(9)])]),
  (doc, random) => {
    const array = doc.getArray('array');
    const at = random(array.length + 1);
    array.delete(at, Math.min(random(3), array.length - at));
  },
];

/** Lines break, people leave and come back, and one reads all anew. */
function disturb(client: Client, random: Random): void {
  if (random(3) > 0 || !client.provider.shouldConnect)
    return client.provider.shouldConnect ? client.provider.disconnect() : client.provider.connect();
  client.provider.ws?.close();
}

const shapeOf = (doc: Y.Doc) => ({
  text: doc.getText('text').toDelta() as unknown,
  map: doc.getMap('map').toJSON(),
  array: doc.getArray('array').toJSON(),
});

it('four who write at random, over sockets and requests, with broken lines, end with the same words', async () => {
  console.info(`convergence seed ${seed}`);
  const limits = { updatesPerSecond: 1e6, updatesBurst: 1e6 };
  await t.restart({ limits, compactAfter: 60 });
  t.visitor('odette', t.room.odette, true);
  t.visitor('jean-paul', t.room.jeanPaul, true);
  const numbers = fc.sample(fc.nat(), { seed, numRuns: edits * 8 });
  let at = 0;
  const random: Random = (below) => numbers[at++ % numbers.length]! % below;
  const broken = () => random(40) === 0;
  const clients = [
    t.client('odette'),
    t.client('jean-paul'),
    t.overRequests('odette', broken),
    t.overRequests('jean-paul', broken),
  ];
  await Promise.all(clients.map(({ synced }) => synced));
  for (let i = 0; i < edits; i++) {
    const client = clients[random(4)]!;
    client.doc.transact(() => kinds[random(kinds.length)]!(client.doc, random));
    if (random(40) === 0) disturb(clients[random(4)]!, random);
    if (random(6) === 0) await new Promise((resolve) => setTimeout(resolve, random(12)));
    if (i % 100 === 99)
      await t.db.pool.query('UPDATE document SET projected_seq = seq WHERE id = $1', [t.room.documentId]);
  }
  for (const { provider } of clients) if (!provider.shouldConnect) provider.connect();
  const [first] = clients as [Client];
  const vector = () => Buffer.from(Y.encodeStateVector(first.doc)).toString('hex');
  await until(
    () =>
      clients.every(
        ({ doc, provider }) =>
          provider.synced && Buffer.from(Y.encodeStateVector(doc)).toString('hex') === vector(),
      ),
    15_000,
    'the same state vector everywhere',
  );
  await t.server.realtime.flush();
  const late = t.client('odette');
  await late.synced;
  await until(() => clients.every(({ doc }) => isDeepStrictEqual(shapeOf(doc), shapeOf(late.doc))));
  for (const { doc } of [...clients, late]) {
    expect(doc.store.pendingStructs).toBeNull();
    expect(doc.store.pendingDs).toBeNull();
    expect(shapeOf(doc)).toEqual(shapeOf(first.doc));
  }
  expect(first.doc.getText('text').length).toBeGreaterThan(0);
  expect(t.server.realtime.metrics().malformed).toBe(0);
}, 60_000);
