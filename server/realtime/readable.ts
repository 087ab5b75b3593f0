import type pg from 'pg';
import * as Y from 'yjs';
import { emptyUpdate, mergeAll } from './merge.ts';
import { setAside, type StoredDocument } from './store.ts';

interface Surroundings {
  pool: pg.Pool;
  now: () => Date;
  onTrouble: (message: string, error: unknown, documentId: string) => void;
}

/** What the log adds to a stored document's merged form, as one update or none. Rows that Yjs cannot read are set aside so that they stop nobody. */
export async function readableTail(
  { tail }: StoredDocument,
  id: string,
  { pool, now, onTrouble }: Surroundings,
): Promise<Uint8Array[]> {
  if (tail.length === 0) return [];
  try {
    return [mergeAll([emptyUpdate, ...tail.map((row) => row.update)])];
  } catch {
    let merged: Uint8Array = emptyUpdate;
    for (const row of tail) {
      try {
        merged = Y.mergeUpdates([merged, row.update]);
      } catch (error) {
        onTrouble('an unreadable row was set aside', error, id);
        await setAside(pool, id, row.seq, String(error), now());
      }
    }
    return [merged];
  }
}
