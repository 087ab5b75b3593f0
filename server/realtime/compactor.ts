import { Worker } from 'node:worker_threads';
import type pg from 'pg';
import { compactDocument, type Compacted } from './store.ts';

/** Updates → the same content in its smallest form. Rejects when it cannot be made small. */
export type Compact = (updates: readonly Uint8Array[]) => Promise<Uint8Array>;

interface Answer {
  id: number;
  merged?: Uint8Array;
  error?: string;
}
interface Task {
  resolve(merged: Uint8Array): void;
  reject(error: Error): void;
}

export interface Compactor {
  /** Makes the stored form of a document small; what it became, or null when there was nothing to do. */
  compactDocument(documentId: string): Promise<Compacted | null>;
  readonly begun: number;
  close(): Promise<void>;
}

/** A document that needs more has been made to: its compaction fails, it stays readable, and no other one waits longer. */
const limits = { ms: 60_000, resourceLimits: { maxOldGenerationSizeMb: 1024 } };

/**
 * One worker for all documents, started when first needed and again after it died. One document at a time: hundreds that everybody
 * leaves at once must not keep the database from those who write. Nothing here keeps the process alive.
 */
export function createCompactor(pool: pg.Pool): Compactor {
  let worker: Worker | null = null;
  let last = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const tasks = new Map<number, Task>();

  function start(): Worker {
    const { resourceLimits } = limits;
    const started = new Worker(new URL('./compact-worker.ts', import.meta.url), { resourceLimits });
    started.unref();
    started.on('message', ({ id, merged, error }: Answer) => {
      const task = tasks.get(id);
      tasks.delete(id);
      if (merged) task?.resolve(merged);
      else task?.reject(new Error(error));
    });
    started.on('error', (error: Error) => failAll(error));
    started.on('exit', () => {
      worker = null;
      failAll(new Error('the compactor ended'));
    });
    return started;
  }

  function failAll(error: Error): void {
    for (const task of tasks.values()) task.reject(error);
    tasks.clear();
  }

  const compact: Compact = (updates) => {
    worker ??= start();
    const id = ++last;
    const late = setTimeout(() => void worker?.terminate(), limits.ms);
    late.unref();
    const answer = new Promise<Uint8Array>((resolve, reject) => tasks.set(id, { resolve, reject }));
    worker.postMessage({ id, updates });
    return answer.finally(() => clearTimeout(late));
  };

  return {
    compactDocument(documentId) {
      const done = turn.then(() => compactDocument(pool, compact, documentId));
      turn = done.catch(() => {});
      return done;
    },
    get begun() {
      return last;
    },
    async close() {
      await worker?.terminate();
    },
  };
}
