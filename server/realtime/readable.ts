import type pg from 'pg';
import * as Y from 'yjs';
import { emptyUpdate, mergeAll } from './merge.ts';
import { setAside, type StoredDocument } from './store.ts';

interface Surroundings {
  pool: pg.Pool;
  now: () => Date;
  onTrouble: (message: string, error: unknown, documentId: string) => void;
}

/** The whole of a stored document; rows that Yjs cannot read are set aside so that they stop nobody. */
export async function readable(
  stored: StoredDocument,
  id: string,
  { pool, now, onTrouble }: Surroundings,
): Promise<Uint8Array> {
  try {
    return mergeAll([stored.merged, ...stored.tail.map((row) => row.update)]);
  } catch {
    let merged = mergeAll([stored.merged, emptyUpdate]);
    for (const row of stored.tail) {
      try {
        merged = Y.mergeUpdates([merged, row.update]);
      } catch (error) {
        onTrouble('an unreadable row was set aside', error, id);
        await setAside(pool, id, row.seq, String(error), now());
      }
    }
    return merged;
  }
}
