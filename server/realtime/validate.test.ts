import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { item, update, varString } from '../../tests/fuzz/hostile-updates.ts';
import { decodeChecked } from './validate.ts';

const checked = (bytes: Uint8Array) => decodeChecked(bytes, { contentDepth: 24, clientsPerUpdate: 400 });
const word = item(4, varString('abc'));

describe('an update that browsers would read in part', () => {
  it('names an author twice, in order and without a gap', () => {
    const twice = update([
      { client: 5, structs: [word] },
      { client: 5, clock: 3, structs: [word] },
    ]);
    expect(() => checked(twice)).toThrow('exactly once');
  });
  it('names an author without a word', () => {
    expect(() => checked(update([{ client: 5, structs: [] }]))).toThrow('exactly once');
    const beside = update([
      { client: 7, structs: [] },
      { client: 5, structs: [word] },
    ]);
    expect(() => checked(beside)).toThrow('exactly once');
  });
});

/** The same numbers in each run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % sides;
  };
}

/** Some people write, delete and hear of each other now and then; `each` sees all that Yjs makes of it. */
function writeTogether(seed: number, each: (bytes: Uint8Array) => void): void {
  const roll = dice(seed);
  const log: Uint8Array[] = [];
  const docs = Array.from({ length: 4 }, (_, n) => {
    const doc = new Y.Doc();
    doc.clientID = n + 1 + roll(1000) * 10;
    doc.on('update', (bytes: Uint8Array) => log.push(bytes));
    return doc;
  });
  const some = () => docs[roll(docs.length)]!;
  for (let step = 0; step < 60; step++) {
    const text = some().getText('t');
    if (roll(3) === 0 && text.length > 2) text.delete(roll(text.length - 2), 2);
    else text.insert(roll(text.length + 1), 'abc');
    const [from, to] = [some(), some()];
    const lacking = Y.encodeStateAsUpdate(from, Y.encodeStateVector(to));
    if (roll(4) === 0) Y.applyUpdate(to, lacking);
    // Parts with gaps between them, as a lost line leaves them.
    const parts = log.filter(() => roll(5) === 0);
    const merged = Y.mergeUpdates(parts.length > 0 ? parts : [lacking]);
    const diff = Y.diffUpdate(Y.mergeUpdates(log), Y.encodeStateVector(to));
    for (const bytes of [log.at(-1)!, lacking, merged, diff]) each(bytes);
    each(Y.diffUpdate(merged, Y.encodeStateVector(from)));
    each(Y.encodeStateAsUpdate(from));
  }
}

it('what Yjs writes, merges and takes apart is always taken', () => {
  let seen = 0;
  for (let seed = 1; seed <= 25; seed++)
    writeTogether(seed, (bytes) => {
      checked(bytes);
      seen++;
    });
  expect(seen).toBe(25 * 60 * 6);
});
