import type pg from 'pg';

export interface Append<Sender> {
  documentId: string;
  personId: string;
  update: Uint8Array;
  sender: Sender;
}
export type Committed<Sender> = Append<Sender> & { seq: number };

export interface LogOptions<Sender> {
  pool: pg.Pool;
  now(): Date;
  /** On disk: now, and not before, others may see it. Called once a document and batch. */
  onCommitted(documentId: string, rows: Committed<Sender>[]): void;
  /** Not known to be on disk: nobody may be told that it is. */
  onFailed(documentId: string, error: unknown): void;
  /** At most one commit in so many ms: what is written meanwhile goes together. The first after a pause goes at once. */
  gatherMs?: number;
  maxRows?: number;
  maxBytes?: number;
}

/**
 * Group commit over all documents: one statement in flight, the next batch gathers meanwhile. How batches are made is decided
 * here and nowhere else.
 */
export function createLog<Sender>(options: LogOptions<Sender>) {
  const { pool, now, onCommitted, onFailed, gatherMs = 12, maxRows = 2000, maxBytes = 8_000_000 } = options;
  let waiting: Append<Sender>[] = [];
  let unsavedBytes = 0;
  let running: Promise<void> | null = null;
  let begunAt = -Infinity;

  function append(entry: Append<Sender>): void {
    waiting.push(entry);
    unsavedBytes += entry.update.length;
    running ??= drain();
  }

  async function drain(): Promise<void> {
    try {
      while (waiting.length > 0) {
        await gather();
        await commit(takeBatch());
      }
    } finally {
      running = null;
    }
  }

  /** Waits at least for the end of the event loop's turn, so that frames which arrive together go together. */
  async function gather(): Promise<void> {
    const left = begunAt + gatherMs - performance.now();
    if (left > 1 && waiting.length < maxRows) await new Promise((resolve) => setTimeout(resolve, left));
    else await new Promise((resolve) => setImmediate(resolve));
    begunAt = performance.now();
  }

  function takeBatch(): Append<Sender>[] {
    let bytes = 0;
    let count = 0;
    while (count < waiting.length && count < maxRows && (count === 0 || bytes < maxBytes)) {
      bytes += waiting[count]!.update.length;
      count++;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  }

  async function commit(batch: Append<Sender>[]): Promise<void> {
    const documents = Map.groupBy(batch, (entry) => entry.documentId);
    try {
      settle(documents, await writeBatch(pool, documents, now()));
      release(batch);
    } catch (error) {
      // Another node locked the same documents in another order: nothing was written.
      if (isDeadlock(error)) return commit(batch);
      // One document's bad row must not fail its neighbours: data errors are tried again document by document.
      if (documents.size > 1 && isDataError(error)) {
        for (const entries of documents.values()) await commit(entries);
        return;
      }
      release(batch);
      for (const id of documents.keys()) onFailed(id, error);
    }
  }

  function settle(documents: Map<string, Append<Sender>[]>, before: Map<string, number>): void {
    for (const [id, entries] of documents) {
      const seq = before.get(id);
      if (seq === undefined) onFailed(id, new Error('the document is gone'));
      else
        onCommitted(
          id,
          entries.map((entry, i) => ({ ...entry, seq: seq + i + 1 })),
        );
    }
  }

  function release(batch: Append<Sender>[]): void {
    for (const entry of batch) unsavedBytes -= entry.update.length;
  }

  return {
    append,
    /** Resolves when everything appended so far is saved or has failed. */
    flush: async (): Promise<void> => {
      while (running) await running;
    },
    unsavedBytes: () => unsavedBytes,
  };
}

const codeOf = (error: unknown) => String((error as { code?: unknown } | null)?.code ?? '');
/** SQLSTATE class 22 or 23: the data is at fault, not the connection. */
const isDataError = (error: unknown): boolean => /^2[23]/.test(codeOf(error));
const isDeadlock = (error: unknown): boolean => codeOf(error) === '40P01';

/**
 * One statement, so one round trip and one commit: takes the numbers (which locks the documents), then inserts. The updates come as
 * one run of bytes, cut apart by the database: an array would be sent as twice as much text.
 */
const appendBatch = `
  WITH batch AS (SELECT * FROM unnest($1::uuid[], $2::int[]) AS b (id, count)),
  moved AS (
    UPDATE document SET seq = seq + batch.count FROM batch WHERE document.id = batch.id
    RETURNING document.id, seq - batch.count AS before),
  kept AS (
    INSERT INTO document_update (document_id, seq, person_id, at, update)
    SELECT moved.id, before + place, person_id, $3::timestamptz, substr($4::bytea, start, length)
    FROM unnest($5::uuid[], $6::int[], $7::uuid[], $8::int[], $9::int[]) AS u (id, place, person_id, start, length)
    JOIN moved ON moved.id = u.id)
  SELECT id, before FROM moved`;

/** Says after which number each document's rows follow; documents that are gone are left out. */
async function writeBatch<Sender>(
  pool: pg.Pool,
  documents: Map<string, Append<Sender>[]>,
  at: Date,
): Promise<Map<string, number>> {
  // In id order, so that two nodes rarely wait for each other crosswise.
  const ids = [...documents.keys()].sort();
  const rows = ids.flatMap((id) => documents.get(id)!.map((entry, i) => ({ entry, place: i + 1 })));
  let next = 1;
  const starts = rows.map(({ entry }) => (next += entry.update.length) - entry.update.length);
  const { rows: moved } = await pool.query<{ id: string; before: string | number }>({
    name: 'append-batch',
    text: appendBatch,
    values: [
      ids,
      ids.map((id) => documents.get(id)!.length),
      at,
      Buffer.concat(rows.map(({ entry }) => entry.update)),
      rows.map(({ entry }) => entry.documentId),
      rows.map(({ place }) => place),
      rows.map(({ entry }) => entry.personId),
      starts,
      rows.map(({ entry }) => entry.update.length),
    ],
  });
  return new Map(moved.map(({ id, before }) => [id, Number(before)]));
}
