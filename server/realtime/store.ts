import type pg from 'pg';
import type { Compact } from './compactor.ts';
import { emptyUpdate } from './merge.ts';

export interface LogRow {
  seq: number;
  personId: string | null;
  at: Date;
  update: Uint8Array;
}
export interface StoredDocument {
  roomId: string;
  merged: Uint8Array;
  mergedSeq: number;
  tail: LogRow[];
}

/** Reads a document whole, in one statement so that compaction cannot slip between its parts. Null when there is none. */
export async function loadDocument(
  pool: pg.Pool | pg.PoolClient,
  documentId: string,
): Promise<StoredDocument | null> {
  const { rows } = await pool.query<{
    room_id: string;
    merged: Buffer | null;
    merged_seq: string | number;
    seq: string | number | null;
    person_id: string | null;
    at: Date;
    update: Buffer;
  }>(
    `SELECT d.room_id, CASE WHEN u.seq IS NULL OR u.seq = (
        SELECT min(f.seq) FROM document_update f WHERE f.document_id = d.id AND f.seq > d.merged_seq
      ) THEN d.merged END AS merged, d.merged_seq, u.seq, u.person_id, u.at, u.update
     FROM document d LEFT JOIN document_update u ON u.document_id = d.id AND u.seq > d.merged_seq
     WHERE d.id = $1 ORDER BY u.seq`,
    [documentId],
  );
  const head = rows[0];
  if (!head) return null;
  const tail = rows.flatMap((row) =>
    row.seq === null
      ? []
      : [{ seq: Number(row.seq), personId: row.person_id, at: row.at, update: new Uint8Array(row.update) }],
  );
  const merged = head.merged ? new Uint8Array(head.merged) : emptyUpdate;
  return { roomId: head.room_id, merged, mergedSeq: Number(head.merged_seq), tail };
}

/** The log rows after `seq`, oldest first. */
export async function rowsAfter(
  pool: pg.Pool | pg.PoolClient,
  documentId: string,
  seq: number,
): Promise<LogRow[]> {
  const { rows } = await pool.query<{
    seq: string | number;
    person_id: string | null;
    at: Date;
    update: Buffer;
  }>(
    'SELECT seq, person_id, at, update FROM document_update WHERE document_id = $1 AND seq > $2 ORDER BY seq',
    [documentId, seq],
  );
  return rows.map((row) => ({
    seq: Number(row.seq),
    personId: row.person_id,
    at: row.at,
    update: new Uint8Array(row.update),
  }));
}

/** How far the log of these documents has come; documents that are gone are left out. */
export async function headsOf(pool: pg.Pool, documentIds: string[]): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ id: string; seq: string | number }>(
    'SELECT id, seq FROM document WHERE id = ANY($1::uuid[])',
    [documentIds],
  );
  return new Map(rows.map(({ id, seq }) => [id, Number(seq)]));
}

export interface News {
  /** The number of the newest row. */
  head: number;
  /** The rows after the number asked for; null when some of them were compacted meanwhile. */
  rows: { seq: number; update: Uint8Array }[] | null;
}

/** What the log has after `seq`, in one statement so that its parts fit. Null when the document is gone. */
export async function newsAfter(pool: pg.Pool, documentId: string, seq: number): Promise<News | null> {
  const { rows } = await pool.query<{
    head: string | number;
    merged_seq: string | number;
    seq: string | number | null;
    update: Buffer;
  }>(
    `SELECT d.seq AS head, d.merged_seq, u.seq, u.update
     FROM document d LEFT JOIN document_update u ON u.document_id = d.id AND u.seq > $2
     WHERE d.id = $1 ORDER BY u.seq`,
    [documentId, seq],
  );
  const first = rows[0];
  if (!first) return null;
  const known = rows.flatMap((row) =>
    row.seq === null ? [] : [{ seq: Number(row.seq), update: new Uint8Array(row.update) }],
  );
  return { head: Number(first.head), rows: Number(first.merged_seq) > seq ? null : known };
}

export interface Compacted {
  /** How many rows were folded. */
  rows: number;
  merged: Uint8Array;
  mergedSeq: number;
}

/**
 * Folds the log into `merged`, but only what the projection has read: its authors are gone afterwards. Deletes only rows up to the
 * number it folded, so an append at the same moment stays. Null when there was nothing to fold, or another node was quicker.
 */
export async function compactDocument(
  pool: pg.Pool,
  compact: Compact,
  documentId: string,
): Promise<Compacted | null> {
  const { rows: heads } = await pool.query<{ projected_seq: string | number }>(
    'SELECT projected_seq FROM document WHERE id = $1 AND projected_seq > merged_seq',
    [documentId],
  );
  if (!heads[0]) return null;
  const stored = await loadDocument(pool, documentId);
  const upTo = Number(heads[0].projected_seq);
  const rows = stored?.tail.filter((row) => row.seq <= upTo) ?? [];
  const last = rows.at(-1);
  if (!stored || !last) return null;
  // No connection is held while the worker works.
  const merged = await compact([stored.merged, ...rows.map((row) => row.update)]);
  const { rowCount } = await pool.query(
    `WITH folded AS (UPDATE document SET merged = $2, merged_seq = $3 WHERE id = $1 AND merged_seq = $4 RETURNING id)
     DELETE FROM document_update USING folded WHERE document_id = folded.id AND seq <= $3`,
    [documentId, Buffer.from(merged), last.seq, stored.mergedSeq],
  );
  return rowCount ? { rows: rows.length, merged, mergedSeq: last.seq } : null;
}

/** Takes a row that cannot be merged out of the log and keeps it apart for a person to look at. */
export async function setAside(
  pool: pg.Pool,
  documentId: string,
  seq: number,
  reason: string,
  at: Date,
): Promise<void> {
  await pool.query(
    `WITH gone AS (DELETE FROM document_update WHERE document_id = $1 AND seq = $2 RETURNING *)
     INSERT INTO document_update_aside (document_id, seq, person_id, at, update, reason, set_aside_at)
     SELECT document_id, seq, person_id, at, update, $3, $4 FROM gone ON CONFLICT DO NOTHING`,
    [documentId, seq, reason.slice(0, 300), at],
  );
}
