import { sql, type Kysely } from 'kysely';

/** A note as it looked before a change of its body: `before` has its words only. Null for other fields, and for changes from before this. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE plan_change ADD COLUMN body_before jsonb`.execute(db);
}
