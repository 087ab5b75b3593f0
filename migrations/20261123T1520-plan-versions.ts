import { sql, type Kysely } from 'kysely';

/** The plan's history: versions kept whole, the signatures under them, and what a history is read by. See docs/decisions/050. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // `day` is the day it stands for in the room's zone: one row for one content and day.
  `CREATE TABLE plan_version (
    id uuid PRIMARY KEY, document_id uuid NOT NULL REFERENCES document,
    kind text NOT NULL CHECK (kind IN ('daily','session','signed')), at timestamptz NOT NULL, day date NOT NULL,
    seq bigint NOT NULL, hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'), content jsonb NOT NULL,
    contributors uuid[] NOT NULL DEFAULT '{}', session_id uuid REFERENCES session,
    jointly_signed_at timestamptz)`,
  // What all have signed stays as it is: signed once more it is another row.
  `CREATE UNIQUE INDEX one_version_a_day ON plan_version (document_id, day, hash) WHERE jointly_signed_at IS NULL`,
  `CREATE INDEX ON plan_version (document_id, at DESC)`,
  `CREATE INDEX ON plan_version (document_id, jointly_signed_at DESC) WHERE jointly_signed_at IS NOT NULL`,
  `CREATE TABLE plan_signature (
    id uuid PRIMARY KEY, version_id uuid NOT NULL REFERENCES plan_version,
    institution_id uuid NOT NULL REFERENCES institution, person_id uuid NOT NULL REFERENCES person,
    role text NOT NULL CHECK (role IN ('staff','co_facilitator','facilitator','manager','observer')),
    at timestamptz NOT NULL, withdrawn_at timestamptz, withdrawn_by uuid REFERENCES person)`,
  `CREATE UNIQUE INDEX one_signature_an_institution ON plan_signature (version_id, institution_id)
    WHERE withdrawn_at IS NULL`,
  // Since when there is something that no version has.
  `ALTER TABLE document ADD COLUMN unkept_since timestamptz`,
  `UPDATE document SET unkept_since = created_at WHERE projected_seq > 0`,
  `CREATE INDEX ON document (unkept_since) WHERE unkept_since IS NOT NULL`,
  // The plan as a session left it.
  `ALTER TABLE session ADD COLUMN plan_version_id uuid REFERENCES plan_version`,
  `CREATE INDEX session_without_version ON session (ended_at) WHERE plan_version_id IS NULL AND ended_at IS NOT NULL`,
  // A value that was set at the same moment as another and did not stand.
  `ALTER TABLE plan_change ADD COLUMN lost boolean NOT NULL DEFAULT false`,
  `ALTER TABLE plan_change DROP CONSTRAINT plan_change_pkey`,
  `ALTER TABLE plan_change ADD PRIMARY KEY (document_id, seq, card_id, field, lost)`,
  `CREATE INDEX ON plan_change (document_id, at DESC, seq DESC)`,
  `CREATE INDEX ON plan_change (document_id, card_id, at DESC)`,
  // The stay before this one: what is new to somebody is what came since they left.
  `ALTER TABLE room_visit ADD COLUMN before_at timestamptz`,
];
