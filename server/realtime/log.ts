import type pg from 'pg';
import { appendBatch } from './append-batch.ts';
import { rowsOf, type Row } from './rows.ts';

export interface Append<Sender> {
  documentId: string;
  personId: string;
  update: Uint8Array;
  sender: Sender;
}
export type Committed<Sender> = Row<Sender> & { seq: number };

export interface LogOptions<Sender> {
  pool: pg.Pool;
  now(): Date;
  /** On disk: now, and not before, others may see it. Called once a document and batch. */
  onCommitted(documentId: string, rows: Committed<Sender>[]): void;
  /** Not known to be on disk: nobody may be told that it is. */
  onFailed(documentId: string, error: unknown): void;
  /** How long each commit took, also one that failed. */
  onTimed?(seconds: number): void;
  /** At most one commit in so many ms: what is written meanwhile goes together. The first after a pause goes at once. */
  gatherMs?: number;
  maxRows?: number;
  maxBytes?: number;
}

type Documents<Sender> = Map<string, Row<Sender>[]>;

/**
 * Group commit over all documents: one statement in flight, the next batch gathers meanwhile. How batches are made is decided
 * here and nowhere else.
 */
export class GroupCommit<Sender> {
  readonly #options: Required<LogOptions<Sender>>;
  #waiting: Append<Sender>[] = [];
  #running: Promise<void> | null = null;
  #begunAt = -Infinity;
  /** Bytes of updates that wait to be saved. */
  unsavedBytes = 0;

  constructor(options: LogOptions<Sender>) {
    this.#options = { onTimed: () => {}, gatherMs: 16, maxRows: 2000, maxBytes: 8_000_000, ...options };
  }

  append(entry: Append<Sender>): void {
    this.#waiting.push(entry);
    this.unsavedBytes += entry.update.length;
    this.#running ??= this.#drain();
  }

  /** Resolves when everything appended so far is saved or has failed. */
  async flush(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        await this.#gather();
        const batch = this.#takeBatch();
        await this.#commit(rowsOf(batch));
        for (const { update } of batch) this.unsavedBytes -= update.length;
      }
    } finally {
      this.#running = null;
    }
  }

  /** Waits at least for the end of the event loop's turn, so that frames which arrive together go together. */
  async #gather(): Promise<void> {
    const left = this.#begunAt + this.#options.gatherMs - performance.now();
    if (left > 1 && this.#waiting.length < this.#options.maxRows)
      await new Promise((resolve) => setTimeout(resolve, left));
    else await new Promise((resolve) => setImmediate(resolve));
    this.#begunAt = performance.now();
  }

  #takeBatch(): Append<Sender>[] {
    const { maxRows, maxBytes } = this.#options;
    let bytes = 0;
    let count = 0;
    while (count < this.#waiting.length && count < maxRows && (count === 0 || bytes < maxBytes)) {
      bytes += this.#waiting[count]!.update.length;
      count++;
    }
    const batch = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return batch;
  }

  async #commit(documents: Documents<Sender>): Promise<void> {
    let before: Map<string, number>;
    try {
      before = await this.#append(documents);
    } catch (error) {
      // Another node locked the same documents in another order: nothing was written.
      if (isDeadlock(error)) return this.#commit(documents);
      // One document's bad row must not fail its neighbours: data errors are tried again document by document.
      if (documents.size > 1 && isDataError(error)) {
        for (const [id, rows] of documents) await this.#commit(new Map([[id, rows]]));
        return;
      }
      for (const id of documents.keys()) this.#options.onFailed(id, error);
      return;
    }
    this.#settle(documents, before);
  }

  async #append(documents: Documents<Sender>): Promise<Map<string, number>> {
    const { pool, now, onTimed } = this.#options;
    const begun = performance.now();
    try {
      return await appendBatch(pool, documents, now());
    } finally {
      onTimed((performance.now() - begun) / 1000);
    }
  }

  #settle(documents: Documents<Sender>, before: Map<string, number>): void {
    const { onCommitted, onFailed } = this.#options;
    for (const [id, rows] of documents) {
      const seq = before.get(id);
      if (seq === undefined) onFailed(id, new Error('the document is gone'));
      else
        onCommitted(
          id,
          rows.map((row, i) => ({ ...row, seq: seq + i + 1 })),
        );
    }
  }
}

const codeOf = (error: unknown) => String((error as { code?: unknown } | null)?.code ?? '');
/** SQLSTATE class 22 or 23: the data is at fault, not the connection. */
const isDataError = (error: unknown): boolean => /^2[23]/.test(codeOf(error));
const isDeadlock = (error: unknown): boolean => codeOf(error) === '40P01';
