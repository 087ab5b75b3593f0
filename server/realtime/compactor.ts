import type pg from 'pg';
import { createThread } from '../thread.ts';
import { compactDocument, type Compacted } from './store.ts';

/** Updates → the same content in its smallest form. Rejects when it cannot be made small. */
export type Compact = (updates: readonly Uint8Array[]) => Promise<Uint8Array>;

export interface Compactor {
  /** Makes the stored form of a document small; what it became, or null when there was nothing to do. */
  compactDocument(documentId: string): Promise<Compacted | null>;
  readonly begun: number;
  close(): Promise<void>;
}

/** A document that needs more has been made to: its compaction fails, it stays readable, and no other one waits longer. */
const limits = { ms: 60_000, resourceLimits: { maxOldGenerationSizeMb: 1024 } };

/** One document at a time: hundreds that everybody leaves at once must not keep the database from those who write. */
export function createCompactor(pool: pg.Pool): Compactor {
  const file = new URL('./compact-worker.ts', import.meta.url);
  const thread = createThread<readonly Uint8Array[], Uint8Array>(file, limits);
  let begun = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const compact: Compact = (updates) => {
    begun++;
    return thread.ask(updates);
  };

  return {
    compactDocument(documentId) {
      const done = turn.then(() => compactDocument(pool, compact, documentId));
      turn = done.catch(() => {});
      return done;
    },
    get begun() {
      return begun;
    },
    close: thread.close,
  };
}
