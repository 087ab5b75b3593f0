import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { addCard, readCards } from '#domain/plan/document.ts';
import { readFrame, step1Frame, updateFrame } from '../../server/realtime/frames.ts';
import { defaultLimits } from '../../server/realtime/limits.ts';
import { mergeAll } from '../../server/realtime/merge.ts';
import { decodeChecked } from '../../server/realtime/validate.ts';

const seed = 20261123;
const base = () => {
  const doc = new Y.Doc();
  addCard(doc, { kind: 'aim', texts: { text: 'fewer days without medicine' } }, 'en');
  return Y.encodeStateAsUpdate(doc);
};

/** What the server does with a frame, short of the database. Null when it refuses. */
function take(frame: Uint8Array, known: Uint8Array): Uint8Array | null {
  try {
    const message = readFrame(frame);
    if (message.type === 'step1') Y.diffUpdate(known, message.stateVector);
    if (message.type !== 'update') return null;
    decodeChecked(message.update, defaultLimits);
    return message.update;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return null;
  }
}

/** Real frames, bent: bytes changed, cut, doubled. */
const bentFrame = fc
  .tuple(
    fc.constantFrom('update', 'step1'),
    fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 }),
    fc.nat(400),
  )
  .map(([kind, changes, cut]) => {
    const update = base();
    const frame = kind === 'update' ? updateFrame(update) : step1Frame(Y.encodeStateVectorFromUpdate(update));
    for (const [at, value] of changes) frame[at % frame.length] = value;
    return cut < 40 ? frame.slice(0, cut) : frame;
  });

it('any bytes are read or refused, and never anything else', () => {
  const known = base();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void take(bytes, known)),
    { seed, numRuns: 4000 },
  );
  expect(take(updateFrame(known), known)).not.toBeNull();
});

it('what is let through can be merged, answered and opened with the rest', () => {
  const known = base();
  let accepted = 0;
  fc.assert(
    fc.property(bentFrame, (frame) => {
      const update = take(frame, known);
      if (!update) return;
      accepted++;
      const merged = mergeAll([known, update]);
      Y.diffUpdate(merged, Y.encodeStateVectorFromUpdate(known));
      // In one piece, and as a browser gets it: after what was there before.
      for (const parts of [[merged], [known, update]]) {
        const doc = new Y.Doc();
        for (const part of parts) Y.applyUpdate(doc, part);
        expect(doc._transactionCleanups.length).toBe(0);
        Y.encodeStateAsUpdate(doc);
        readCards(doc);
      }
    }),
    { seed, numRuns: 4000 },
  );
  expect(accepted).toBeGreaterThan(20);
});
