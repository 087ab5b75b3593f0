import { sql, type Kysely } from 'kysely';

/** What the first plans of a step begin with, where a network wants other sections than the usual ones. Without a row: the usual ones. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE TABLE plan_template (
    network_id uuid NOT NULL REFERENCES network, step smallint NOT NULL CHECK (step BETWEEN 1 AND 6),
    sections jsonb NOT NULL, changed_at timestamptz NOT NULL, changed_by uuid NOT NULL REFERENCES person,
    PRIMARY KEY (network_id, step))`.execute(db);
  // A person who is deleted or joined to another is looked for here.
  await sql`CREATE INDEX ON plan_template (changed_by)`.execute(db);
}
