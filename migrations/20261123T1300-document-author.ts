import { sql, type Kysely } from 'kysely';

/** Whose a Yjs client id is in a document: see docs/decisions/032-whose-a-client-id-is.md. Without foreign keys, as decision 031 says. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE TABLE document_author (
    document_id uuid NOT NULL, client_id bigint NOT NULL, person_id uuid NOT NULL, at timestamptz NOT NULL,
    PRIMARY KEY (document_id, client_id))`.execute(db);
}
