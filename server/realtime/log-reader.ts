import type pg from 'pg';
import * as Y from 'yjs';
import { mergeAll } from './merge.ts';
import { readableTail } from './readable.ts';
import { loadDocument, newsAfter } from './store.ts';

export interface LogReaderOptions {
  id: string;
  pool: pg.Pool;
  now: () => Date;
  /** Only an open document is read on. */
  state: () => 'loading' | 'open' | 'closed';
  ready: () => Promise<void>;
  stateVector: () => Uint8Array;
  /** Keeps and shows what is on disk. */
  onRead: (updates: Uint8Array[]) => void;
  onGone: () => void;
  /** The log is read for what another node wrote. */
  onGap?: () => void;
  onTrouble: (message: string, error: unknown, documentId: string) => void;
}

/** How far a document has read its log, and how it learns what other nodes wrote there. */
export class LogReader {
  /** All rows up to this one are in memory, or on their way. */
  seq = 0;
  readonly #options: LogReaderOptions;
  #reading = false;
  #behind = false;

  constructor(options: LogReaderOptions) {
    this.#options = options;
  }

  /** Another node committed these rows. They are shown when they come next; else the log is asked. */
  learn(first: number, count: number, update: Uint8Array): void {
    const { state, ready, onRead } = this.#options;
    // What comes while the document loads may be in it or not.
    if (state() === 'loading') void ready().then(() => this.catchUp());
    if (state() !== 'open' || first + count - 1 <= this.seq) return;
    if (first !== this.seq + 1 || !isReadable(update)) return void this.catchUp();
    this.seq += count;
    onRead([update]);
  }

  /** The log has come to this number; null when the document is gone. */
  headIs(seq: number | null): void {
    if (this.#options.state() !== 'open') return;
    if (seq === null) this.#options.onGone();
    else if (seq > this.seq) void this.catchUp();
  }

  /** Reads what the log has and memory lacks, one reading at a time. A failure is only a delay: it is asked again. */
  async catchUp(): Promise<void> {
    const { state, onTrouble, id } = this.#options;
    this.#behind = true;
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#behind && state() === 'open') {
        this.#behind = false;
        await this.read(this.seq, Infinity);
      }
    } catch (error) {
      onTrouble('what other nodes wrote could not be read', error, id);
    } finally {
      this.#reading = false;
    }
  }

  /** Shows what the log has between two numbers. Order and repetition do not matter to Yjs. */
  async read(after: number, before: number): Promise<void> {
    const { id, pool, state, stateVector, onRead, onGone, onGap } = this.#options;
    onGap?.();
    const news = await newsAfter(pool, id, after);
    if (!news) return onGone();
    const stored = news.rows ? null : await loadDocument(pool, id);
    const whole = stored && mergeAll([stored.merged, ...(await readableTail(stored, id, this.#options))]);
    if (state() !== 'open') return;
    // What came meanwhile was shown by who brought it.
    const from = before === Infinity ? this.seq : after;
    const missed = whole
      ? [Y.diffUpdate(whole, stateVector())]
      : (news.rows ?? []).filter(({ seq }) => seq > from && seq < before).map(({ update }) => update);
    if (before === Infinity) this.seq = Math.max(this.seq, news.head);
    if (missed.length > 0) onRead(missed);
  }
}

function isReadable(update: Uint8Array): boolean {
  try {
    Y.decodeUpdate(update);
    return true;
  } catch {
    return false;
  }
}
