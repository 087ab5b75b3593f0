import { sql, type Kysely } from 'kysely';

/** Cards say some things with a value (priority, owner, due day …), plans may have sections of their own, and there are drivers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE plan_card ADD COLUMN card_values jsonb NOT NULL DEFAULT '{}', ADD COLUMN section text`.execute(
    db,
  );
  await sql`ALTER TABLE plan_card DROP CONSTRAINT plan_card_kind_check`.execute(db);
  await sql`ALTER TABLE plan_card ADD CONSTRAINT plan_card_kind_check
    CHECK (kind IN ('aim','gap','driver','idea','action','note'))`.execute(db);
  await sql`ALTER TABLE document ADD COLUMN sections jsonb`.execute(db);
}
