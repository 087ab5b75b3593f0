import { sql, type Kysely } from 'kysely';

/** What one person did in a plan, and in a room, is found without looking through what everybody did. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE INDEX ON plan_change (document_id, person_id, at DESC, seq DESC)`.execute(db);
  await sql`CREATE INDEX ON event (room_id, by, at DESC)`.execute(db);
}
