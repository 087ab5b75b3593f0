import { sql, type Kysely } from 'kysely';

/**
 * What an edit costs the database: see docs/decisions/031-what-an-append-costs.md. The numbering row stays narrow, so that moving
 * its number is an update in place, and the log's rows are not looked up twice.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE document_update DROP CONSTRAINT document_update_document_id_fkey`.execute(db);
  await sql`ALTER TABLE document_update DROP CONSTRAINT document_update_person_id_fkey`.execute(db);
  await sql`ALTER TABLE document ALTER COLUMN merged SET STORAGE EXTERNAL`.execute(db);
  await sql`ALTER TABLE document SET (toast_tuple_target = 128, fillfactor = 50)`.execute(db);
}
