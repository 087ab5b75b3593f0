import { beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { any, item, update, varString, varUint } from '../../tests/fuzz/hostile-updates.ts';
import { Content } from './content.ts';
import { KnownIds } from './known-ids.ts';
import { decodeChecked } from './validate.ts';

const words = (text = 'words') => item(4, varString(text));
const limits = { contentDepth: 24, clientsPerUpdate: 400 };
let content: Content;
let onTheWay: Uint8Array[];
let ids: KnownIds;
/** What the register answers, on disk. */
let owners: Map<number, string>;
/** Live: what is nobody's becomes the person's. */
function admit(bytes: Uint8Array, person = 'odette', live = true): boolean {
  const decoded = decodeChecked(bytes, limits);
  const strangers = ids.strangers(decoded);
  for (const client of strangers) if (live && !owners.has(client)) owners.set(client, person);
  ids.learnOwners(new Map([...owners].filter(([client]) => strangers.includes(client))));
  const admitted = ids.admit(decoded, person);
  if (admitted) onTheWay.push(bytes);
  return admitted;
}
/** Admitted and on disk. */
function take(bytes: Uint8Array, person = 'odette', live = true): boolean {
  const admitted = admit(bytes, person, live);
  if (admitted) content.add([onTheWay.pop()!]);
  return admitted;
}
function restart(): void {
  onTheWay = [];
  ids = new KnownIds(content, onTheWay);
}

beforeEach(() => {
  content = new Content();
  owners = new Map();
  restart();
  take(update([{ client: 1, structs: [words('12345')] }]));
});

describe('what stands on nothing is refused', () => {
  it('a gap before it', () => {
    expect(admit(update([{ client: 1, clock: 6, structs: [words()] }]))).toBe(false);
    expect(admit(update([{ client: 2, clock: 1, structs: [words()] }]))).toBe(false);
    expect(admit(update([{ client: 1, clock: 5, structs: [words()] }]))).toBe(true);
  });
  it('a neighbour or a type that is not there yet', () => {
    for (const where of [{ origin: [1, 5] }, { rightOrigin: [7, 0] }, { parent: [1, 5] }] as const)
      expect(admit(update([{ client: 2, structs: [item(4, varString('x'), { ...where })] }]))).toBe(false);
    expect(admit(update([{ client: 2, structs: [item(4, varString('x'), { origin: [1, 4] })] }]))).toBe(true);
  });
  it('items of two authors that wait for each other', () => {
    const after = (client: number, clock: number) => item(4, varString('x'), { origin: [client, clock] });
    const circle = [
      { client: 3, structs: [after(2, 1)] },
      { client: 2, structs: [words('x'), after(3, 0)] },
    ];
    expect(admit(update(circle))).toBe(false);
    const zigzag = [
      { client: 3, structs: [after(2, 0), after(2, 1)] },
      { client: 2, structs: [words('x'), after(3, 0), after(3, 1)] },
    ];
    expect(admit(update(zigzag))).toBe(true);
  });
  it('a deletion of what is still to be written', () => {
    expect(admit(update([], [[1, 4, 2]]))).toBe(false);
    expect(admit(update([], [[9, 0, 1]]))).toBe(false);
    expect(admit(update([], [[1, 0, 5]]))).toBe(true);
  });
  it('and leaves no trace: the next honest word is taken', () => {
    expect(admit(update([{ client: 2, clock: 3, structs: [words()] }]), 'jean-paul')).toBe(false);
    expect(admit(update([{ client: 2, structs: [words()] }]), 'odette')).toBe(true);
  });
});

describe("nobody continues somebody else's ids", () => {
  const next = update([{ client: 1, clock: 5, structs: [words()] }]);
  it('live, nor as an answer to a question', () => {
    expect(admit(next, 'jean-paul')).toBe(false);
    expect(admit(next, 'jean-paul', false)).toBe(false);
    expect(admit(next)).toBe(true);
  });
  it('also after a restart', () => {
    restart();
    expect(admit(next, 'jean-paul')).toBe(false);
    expect(admit(next, 'jean-paul', false)).toBe(false);
    expect(admit(next)).toBe(true);
  });
  it('once somebody is here with them, before their first word', () => {
    expect(ids.unwritten([8])).toBe(true);
    owners.set(8, 'odette');
    expect(admit(update([{ client: 8, structs: [words()] }]), 'jean-paul')).toBe(false);
    expect(admit(update([{ client: 8, structs: [words()] }]))).toBe(true);
  });
  it('and nobody is asked for twice, nor for what stands on nothing', () => {
    expect(ids.unwritten([1])).toBe(false);
    expect(ids.strangers(decodeChecked(next, limits))).toEqual([]);
    restart();
    expect(ids.strangers(decodeChecked(next, limits))).toEqual([1]);
    expect(
      ids.strangers(decodeChecked(update([{ client: 2, clock: 3, structs: [words()] }]), limits)),
    ).toEqual([]);
  });
  it("repeating somebody's words is harmless", () => {
    expect(admit(update([{ client: 1, structs: [words('12345')] }]), 'jean-paul')).toBe(true);
    expect(admit(next)).toBe(true);
  });
});

describe('types in types', () => {
  /** Types one in the other, the first in `parent` or at the root; then a value. */
  const nested = (client: number, depth: number, parent?: readonly [number, number]) =>
    update([
      {
        client,
        structs: Array.from({ length: depth }, (_, i) => {
          const at = i > 0 ? ([client, i - 1] as const) : parent;
          return item(7, varUint(1), at ? { parent: at, key: 'in' } : { parent: 'cards', key: 'deep' });
        }),
      },
    ]);
  it('at most 100, in one update', () => {
    expect(() => admit(nested(2, 101))).toThrow('too deep');
    expect(admit(nested(2, 100))).toBe(true);
  });
  it('at most 100, in several, also after a restart and a compaction', () => {
    expect(take(nested(2, 60))).toBe(true);
    expect(() => admit(nested(3, 41, [2, 59]))).toThrow('too deep');
    content.replace(content.whole, []);
    restart();
    expect(() => admit(nested(3, 41, [2, 59]))).toThrow('too deep');
    expect(take(nested(3, 40, [2, 59]))).toBe(true);
  });
  it('at most 100, in a burst that is not on disk yet', () => {
    expect(admit(nested(2, 60))).toBe(true);
    expect(() => admit(nested(3, 60, [2, 59]))).toThrow('too deep');
  });
  it("and somebody's deepest types keep nobody from writing elsewhere", () => {
    expect(take(nested(3, 1))).toBe(true);
    expect(take(nested(2, 100))).toBe(true);
    const inTheOther = (client: number) => nested(client, 2, [3, 0]);
    for (let i = 10; i < 20; i++) expect(take(inTheOther(i), 'jean-paul')).toBe(true);
    expect(() => admit(nested(4, 1, [2, 99]))).toThrow('too deep');
    const value = item(8, any('words'), { parent: [2, 99], key: 'text' });
    expect(take(update([{ client: 5, structs: [value] }]))).toBe(true);
  });
});

describe('honest hands are never refused', () => {
  /** Two who write in turn, undo, and hear each other through what was admitted. */
  it('two writers, undo and redo, restarts in between', () => {
    const [a, b] = [new Y.Doc(), new Y.Doc()];
    for (const [doc, person] of [
      [a, 'odette'],
      [b, 'jean-paul'],
    ] as const)
      doc.on('update', (bytes: Uint8Array, origin) => {
        if (origin === 'heard') return;
        expect(take(bytes, person)).toBe(true);
        Y.applyUpdate(doc === a ? b : a, bytes, 'heard');
      });
    const undo = new Y.UndoManager(a.getText('t'), { captureTimeout: 0 });
    for (let i = 0; i < 40; i++) {
      a.getText('t').insert(i % 3, `a${i}`);
      b.getText('t').delete(0, 1);
      b.getText('t').insert(b.getText('t').length, 'b');
      if (i % 3 === 0) undo.undo();
      if (i % 6 === 0) undo.redo();
      if (i % 10 === 9) restart();
      if (i % 16 === 15) content.replace(content.whole, []);
    }
    expect(a.getText('t').toJSON()).toBe(b.getText('t').toJSON());
  });
  it('edits that come back from offline, ones that stand on them, and those of a friend brought along', () => {
    const [a, b] = [new Y.Doc(), new Y.Doc()];
    for (const doc of [a, b]) for (const part of content.since(new Uint8Array([0]))) Y.applyUpdate(doc, part);
    a.getMap('m').set('k', new Y.Map());
    Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
    b.getMap<Y.Map<unknown>>('m').get('k')!.set('of', 'b');
    const lacking = () => Y.encodeStateAsUpdate(b, content.vector);
    expect(take(lacking(), 'jean-paul', false)).toBe(true);
    expect(take(lacking(), 'jean-paul', false)).toBe(true);
    // Brought along by another, they are still their author's to continue.
    const before = Y.encodeStateVector(a);
    a.getMap('m').set('more', 1);
    expect(take(Y.encodeStateAsUpdate(a, before), 'odette')).toBe(true);
  });
  it('what another node wrote is known without being told', () => {
    content.add([update([{ client: 5, structs: [words('abc')] }])]);
    expect(admit(update([], [[5, 0, 3]]))).toBe(true);
    expect(admit(update([{ client: 5, clock: 3, structs: [words()] }]))).toBe(true);
  });
});
