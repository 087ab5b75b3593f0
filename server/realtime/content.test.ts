import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { Content } from './content.ts';
import { compact, mergeAll } from './merge.ts';
import { decodeChecked } from './validate.ts';

interface Edit {
  author: number;
  at: number;
  remove: boolean;
  /** Whether the author has heard everything before. */
  heard: boolean;
}
const edits = fc.array(
  fc.record<Edit>({
    author: fc.integer({ min: 0, max: 2 }),
    at: fc.nat(),
    remove: fc.boolean(),
    heard: fc.boolean(),
  }),
  { minLength: 1, maxLength: 200 },
);
const limits = { contentDepth: 24, clientsPerUpdate: 400 };

/** The updates of three authors who type and delete, in the order in which they were made. */
function write(plan: readonly Edit[]): Uint8Array[] {
  const all: Uint8Array[] = [];
  const docs = [1, 2, 3].map((clientID) => Object.assign(new Y.Doc(), { clientID }));
  for (const doc of docs)
    doc.on('update', (update: Uint8Array, origin) => {
      if (origin !== 'heard') all.push(update);
    });
  for (const { author, at, remove, heard } of plan) {
    const doc = docs[author]!;
    if (heard) Y.applyUpdate(doc, mergeAll(all), 'heard');
    const text = doc.getText('t');
    if (remove && text.length > 0) text.delete(at % text.length, 1);
    else text.insert(at % (text.length + 1), 'ab');
  }
  return all;
}

const docOf = (...updates: Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
};

describe('what a document holds', () => {
  it('gives everybody what they lack, wherever the large part ends and the tail begins', () => {
    fc.assert(
      fc.property(edits, fc.nat(), fc.nat(), (plan, cut, had) => {
        const updates = write(plan);
        const content = new Content();
        const split = cut % (updates.length + 1);
        content.replace(compact(updates.slice(0, split)), []);
        for (const update of updates.slice(split)) content.add([update]);
        const whole = docOf(...updates);
        const reader = docOf(...updates.slice(0, had % (updates.length + 1)));
        const before = Y.encodeStateVector(reader);
        for (const part of content.since(before)) Y.applyUpdate(reader, part);
        expect(Y.encodeStateAsUpdate(reader)).toEqual(Y.encodeStateAsUpdate(whole));
        expect(Y.decodeStateVector(content.vector)).toEqual(Y.decodeStateVector(Y.encodeStateVector(whole)));
      }),
      { numRuns: 150 },
    );
  });

  it('knows what it holds, letters and deletions', () => {
    fc.assert(
      fc.property(edits, fc.nat(), (plan, cut) => {
        const updates = write(plan);
        const content = new Content();
        const split = cut % updates.length;
        for (const update of updates.slice(0, split)) content.add([update]);
        const held = docOf(...updates.slice(0, split));
        expect(content.holds(decodeChecked(Y.encodeStateAsUpdate(held), limits))).toBe(true);
        const next = updates[split]!;
        const after = docOf(...updates.slice(0, split), next);
        const isNew = !Buffer.from(Y.encodeStateAsUpdate(after)).equals(Y.encodeStateAsUpdate(held));
        expect(content.holds(decodeChecked(next, limits))).toBe(!isNew);
      }),
      { numRuns: 150 },
    );
  });
});
