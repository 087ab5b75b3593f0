import { sql, type Kysely } from 'kysely';

/** Links by which anybody may read a plan. Only the hash of the secret is kept. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE TABLE plan_link (
    id uuid PRIMARY KEY, token_hash text NOT NULL UNIQUE, room_id uuid NOT NULL REFERENCES room,
    made_by uuid NOT NULL REFERENCES person, made_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
    last_opened_at timestamptz, revoked_by uuid REFERENCES person, revoked_at timestamptz)`.execute(db);
  await sql`CREATE INDEX ON plan_link (room_id)`.execute(db);
}
