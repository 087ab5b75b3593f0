import type pg from 'pg';

export interface Append<Sender> {
  documentId: string;
  personId: string;
  at: Date;
  update: Uint8Array;
  sender: Sender;
}
export type Committed<Sender> = Append<Sender> & { seq: number };

export interface LogOptions<Sender> {
  pool: pg.Pool;
  /** On disk: now, and not before, others may see it. Called once a document and batch. */
  onCommitted(documentId: string, rows: Committed<Sender>[]): void;
  /** Not known to be on disk: nobody may be told that it is. */
  onFailed(documentId: string, error: unknown): void;
  maxRows?: number;
  maxBytes?: number;
}

/**
 * Group commit over all documents: one transaction in flight, the next batch gathers meanwhile. An idle log commits
 * at once (at the end of the event loop's turn, so that frames which arrive together go together).
 */
export function createLog<Sender>(options: LogOptions<Sender>) {
  const { pool, onCommitted, onFailed, maxRows = 1000, maxBytes = 8_000_000 } = options;
  let waiting: Append<Sender>[] = [];
  let unsavedBytes = 0;
  let running: Promise<void> | null = null;

  function append(entry: Append<Sender>): void {
    waiting.push(entry);
    unsavedBytes += entry.update.length;
    running ??= drain();
  }

  async function drain(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    try {
      while (waiting.length > 0) await commit(takeBatch());
    } finally {
      running = null;
    }
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
    try {
      settle(await writeBatch(pool, batch), batch);
    } catch (error) {
      const documents = new Set(batch.map((entry) => entry.documentId));
      // One document's bad row must not fail its neighbours: data errors are tried again document by document.
      if (documents.size > 1 && isDataError(error)) {
        for (const id of documents) await commit(batch.filter((entry) => entry.documentId === id));
        return;
      }
      release(batch);
      for (const id of documents) onFailed(id, error);
    }
  }

  function settle(committed: Committed<Sender>[], batch: Append<Sender>[]): void {
    release(batch);
    const byDocument = Map.groupBy(committed, (row) => row.documentId);
    for (const id of new Set(batch.map((entry) => entry.documentId))) {
      const rows = byDocument.get(id);
      if (rows) onCommitted(id, rows);
      else onFailed(id, new Error('the document is gone'));
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

/** SQLSTATE class 22 or 23: the data is at fault, not the connection. */
const isDataError = (error: unknown): boolean =>
  /^2[23]/.test(String((error as { code?: unknown } | null)?.code ?? ''));

/**
 * One transaction: lock the documents in id order, number the rows, insert, commit. Rows of documents that are gone
 * are left out of the answer.
 */
async function writeBatch<Sender>(pool: pg.Pool, batch: Append<Sender>[]): Promise<Committed<Sender>[]> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const ids = [...new Set(batch.map((entry) => entry.documentId))];
    const { rows } = await client.query<{ id: string; seq: string | number }>(
      'SELECT id, seq FROM document WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE',
      [ids],
    );
    const next = new Map(rows.map((row) => [row.id, Number(row.seq)]));
    const committed: Committed<Sender>[] = [];
    for (const entry of batch) {
      const seq = next.get(entry.documentId);
      if (seq === undefined) continue;
      next.set(entry.documentId, seq + 1);
      committed.push({ ...entry, seq: seq + 1 });
    }
    await insertRows(client, committed, next);
    const end = await client.query('COMMIT');
    if (end.command !== 'COMMIT') throw new Error('the batch was rolled back');
    return committed;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
}

async function insertRows<Sender>(
  client: pg.PoolClient,
  rows: Committed<Sender>[],
  next: Map<string, number>,
): Promise<void> {
  await client.query(
    `UPDATE document SET seq = n.seq FROM unnest($1::uuid[], $2::bigint[]) AS n (id, seq) WHERE document.id = n.id`,
    [[...next.keys()], [...next.values()]],
  );
  await client.query(
    `INSERT INTO document_update (document_id, seq, person_id, at, update)
     SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::timestamptz[], $5::bytea[])`,
    [
      rows.map((row) => row.documentId),
      rows.map((row) => row.seq),
      rows.map((row) => row.personId),
      rows.map((row) => row.at),
      rows.map((row) => Buffer.from(row.update.buffer, row.update.byteOffset, row.update.length)),
    ],
  );
}
