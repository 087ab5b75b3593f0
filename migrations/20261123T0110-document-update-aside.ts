import { sql, type Kysely } from 'kysely';

/** Log rows that Yjs cannot read: taken out of the document's way, never thrown away. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE TABLE document_update_aside (
    document_id uuid NOT NULL REFERENCES document, seq bigint NOT NULL, person_id uuid REFERENCES person,
    at timestamptz NOT NULL, update bytea NOT NULL, reason text NOT NULL, set_aside_at timestamptz NOT NULL,
    PRIMARY KEY (document_id, seq))`.execute(db);
}
