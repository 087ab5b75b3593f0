import type pg from 'pg';
import type { Row } from './rows.ts';

/**
 * One statement, so one round trip and one commit: takes the numbers (which locks the documents), then inserts. The updates come as
 * one run of bytes, cut apart by the database: an array would be sent as twice as much text.
 */
const statement = `
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

/** Ids and numbers need no quoting: written out here they skip the driver's general and slower way. */
const array = (values: readonly (string | number)[]): string => `{${values.join(',')}}`;

/** Says after which number each document's rows follow; documents that are gone are left out. */
export async function appendBatch<Sender>(
  pool: pg.Pool,
  documents: Map<string, Row<Sender>[]>,
  at: Date,
): Promise<Map<string, number>> {
  // In id order, so that two nodes rarely wait for each other crosswise.
  const ids = [...documents.keys()].sort();
  const rows = ids.flatMap((id) => documents.get(id)!.map((row, i) => ({ row, place: i + 1 })));
  let next = 1;
  const starts = rows.map(({ row }) => (next += row.update.length) - row.update.length);
  const { rows: moved } = await pool.query<{ id: string; before: string | number }>({
    name: 'append-batch',
    text: statement,
    values: [
      array(ids),
      array(ids.map((id) => documents.get(id)!.length)),
      at,
      Buffer.concat(rows.map(({ row }) => row.update)),
      array(rows.map(({ row }) => row.documentId)),
      array(rows.map(({ place }) => place)),
      array(rows.map(({ row }) => row.personId)),
      array(starts),
      array(rows.map(({ row }) => row.update.length)),
    ],
  });
  return new Map(moved.map(({ id, before }) => [id, Number(before)]));
}
