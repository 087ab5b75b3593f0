import * as Y from 'yjs';

const groupSize = 16;

/** Merges updates in small groups: one wide merge is more than linear in the number of its parts. */
export function mergeAll(updates: readonly Uint8Array[]): Uint8Array {
  let level = updates.length === 0 ? [emptyUpdate] : [...updates];
  while (level.length > 1) {
    const next: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += groupSize)
      next.push(Y.mergeUpdates(level.slice(i, i + groupSize)));
    level = next;
  }
  return level[0]!;
}

export const emptyUpdate = new Uint8Array([0, 0]);

/**
 * The same content in its smallest form: deleted text is dropped, neighbours are joined. Falls back to a plain merge
 * when parts are missing or Yjs fails, so that nothing is ever lost by making it small.
 */
export function compact(updates: readonly Uint8Array[]): Uint8Array {
  const merged = mergeAll(updates);
  const doc = new Y.Doc({ gc: true });
  try {
    Y.applyUpdate(doc, merged);
    const whole =
      doc.store.pendingStructs === null &&
      doc.store.pendingDs === null &&
      doc._transactionCleanups.length === 0;
    return whole ? Y.encodeStateAsUpdate(doc) : merged;
  } catch {
    return merged;
  } finally {
    doc.destroy();
  }
}
