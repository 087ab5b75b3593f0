import { sql, type Kysely } from 'kysely';
import { v7 } from 'uuid';
import * as Y from 'yjs';

/** Rich notes: a second document for each room, and what was read of it: see docs/decisions/045-rich-notes.md. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE document DROP CONSTRAINT document_kind_check`.execute(db);
  await sql`ALTER TABLE document ADD CONSTRAINT document_kind_check CHECK (kind IN ('plan','notes'))`.execute(
    db,
  );
  await sql`CREATE TABLE plan_note (
    document_id uuid NOT NULL REFERENCES document, card_id uuid NOT NULL, body jsonb NOT NULL, text text NOT NULL,
    updated_at timestamptz NOT NULL, PRIMARY KEY (document_id, card_id))`.execute(db);
  // Rooms that are there already; later ones get theirs in the transaction that makes them.
  const { rows } = await sql<{ id: string; created_at: Date }>`SELECT id, created_at FROM room`.execute(db);
  for (const room of rows)
    await sql`INSERT INTO document (id, room_id, kind, merged, created_at)
      VALUES (${v7()}, ${room.id}, 'notes', ${empty()}, ${room.created_at})`.execute(db);
}

/** As the server makes a document on this day: a page takes it for real when it has this mark. */
function empty(): Buffer {
  const doc = new Y.Doc();
  doc.getMap('meta').set('schemaVersion', 1);
  return Buffer.from(Y.encodeStateAsUpdate(doc));
}
