import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { item, update, varString, type Where } from '../../tests/fuzz/hostile-updates.ts';
import { Content } from './content.ts';
import { KnownIds } from './known-ids.ts';
import { misplaced } from './placing.ts';
import { decodeChecked } from './validate.ts';

const limits = { contentDepth: 24, clientsPerUpdate: 400 };
const many = 3_000;
const author = 7;
const other = 5;
const letters = item(4, varString('a'.repeat(many)), { parent: 'text' });
const letter = (where: Where) => item(4, varString('x'), where);

/** Each has n items between the same left neighbour and ever other right ones. */
const crowds: Record<string, (n: number) => Where> = {
  'at the beginning': (n) => ({ rightOrigin: [author, n + 1] }),
  'after the first letter': (n) => ({ origin: [author, 0], rightOrigin: [author, n + 2] }),
  'each after another letter, at the end': (n) => ({ origin: [author, n] }),
};

const admits = (ids: KnownIds, bytes: Uint8Array) => ids.admit(decodeChecked(bytes, limits), 'odette');

describe.each(Object.entries(crowds))('thousands that crowd %s', (_, where) => {
  const whereOf = (client: number, n: number): Where => {
    const place = where(n);
    // Who never saw that there is more behind the letter may well write at the end.
    return client === author || place.rightOrigin ? place : { ...place, rightOrigin: [author, many - 1] };
  };
  const places = Array.from({ length: many - 10 }, (__, n) => n);

  it.each([author, other])('are refused in one update, by author %i', (client) => {
    const ids = new KnownIds(new Content(), []);
    const crowd = places.map((n) => letter(whereOf(client, n)));
    const own = { client: author, structs: client === author ? [letters, ...crowd] : [letters] };
    const authors = client === author ? [own] : [own, { client, structs: crowd }];
    expect(() => admits(ids, update(authors))).toThrow('out of place');
  });

  it.each([author, other])('are refused one by one, by author %i, and others write on', (client) => {
    const content = new Content();
    const ids = new KnownIds(content, []);
    const send = (by: number, clock: number, struct: ReturnType<typeof letter>) => {
      const bytes = update([{ client: by, clock, structs: [struct] }]);
      if (!admits(ids, bytes)) throw new Error('not known');
      content.add([bytes]);
    };
    send(author, 0, letters);
    let taken = 0;
    const start = client === author ? many : 0;
    const sendAll = () => {
      for (const n of places) {
        send(client, start + n, letter(whereOf(client, n)));
        taken++;
      }
    };
    expect(sendAll).toThrow('out of place');
    expect(taken).toBeLessThan(1_300);
    for (let n = 0; n < 5; n++) send(9, n, letter({ rightOrigin: n === 0 ? [author, 0] : [9, n - 1] }));
    send(9, 5, letter({ origin: [author, 1], rightOrigin: [author, 2] }));
  });
});

type Random = (below: number) => number;
const hands: ((doc: Y.Doc, undo: Y.UndoManager, random: Random) => void)[] = [
  (doc, _, random) => doc.getText('text').insert(random(doc.getText('text').length + 1), 'abc'),
  (doc) => doc.getText('text').insert(0, 'x'),
  (doc, _, random) => {
    const text = doc.getText('text');
    text.insert(Math.min(text.length, 3), 'y', random(2) ? { bold: true } : {});
  },
  (doc, _, random) => {
    const text = doc.getText('text');
    const at = random(text.length + 1);
    text.delete(at, Math.min(random(20), text.length - at));
  },
  (doc, _, random) => {
    const text = doc.getText('text');
    const at = random(text.length + 1);
    text.format(at, Math.min(random(8), text.length - at), { bold: random(2) ? true : null });
  },
  (doc, _, random) =>
    doc.getArray('list').insert(random(doc.getArray('list').length + 1), [new Y.Text('in'), 5]),
  (doc, _, random) => void doc.getMap('map').set(`key ${random(4)}`, random(100)),
  (_, undo) => void undo.undo(),
  (_, undo) => void undo.redo(),
];

it.each([true, false])('nobody who inserts, deletes, formats, undoes and merges misplaces (gc: %s)', (gc) => {
  for (let seed = 1; seed <= 4; seed++) {
    let state = seed * 7919;
    const random: Random = (below) =>
      ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8) % below;
    const docs = Array.from({ length: 4 }, () => new Y.Doc({ gc }));
    const people = docs.map((doc) => {
      const types = [doc.getText('text'), doc.getArray('list'), doc.getMap('map')];
      return { doc, undo: new Y.UndoManager(types, { captureTimeout: 0 }) };
    });
    const sync = (from: Y.Doc, to: Y.Doc) =>
      Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)));
    for (let i = 0; i < 1_500; i++) {
      const { doc, undo } = people[random(4)]!;
      hands[random(hands.length)]!(doc, undo, random);
      if (random(30) === 0) sync(doc, docs[random(4)]!);
    }
    for (const from of docs) sync(from, docs[0]!);
    const { structs } = Y.decodeUpdate(Y.encodeStateAsUpdate(docs[0]!));
    expect(structs.length).toBeGreaterThan(500);
    expect(misplaced(structs)).toEqual([]);
  }
});
