import { sql, type Kysely } from 'kysely';

/**
 * What people say about a plan's cards: threads of comments, and other wordings for a field. A card has no row of its own that
 * lasts (`plan_card` is a projection), so its id points at nothing here.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const lang = `text NOT NULL CHECK (lang IN ('en','fr'))`;

const statements = [
  `CREATE TABLE plan_thread (
    id uuid PRIMARY KEY, room_id uuid NOT NULL REFERENCES room, card_id uuid NOT NULL, field text, quote text NOT NULL,
    begun_by uuid NOT NULL REFERENCES person, begun_at timestamptz NOT NULL)`,
  `CREATE INDEX ON plan_thread (room_id, card_id)`,
  // Taken away, and answered already: the row stays without its words.
  `CREATE TABLE plan_comment (
    id uuid PRIMARY KEY, thread_id uuid NOT NULL REFERENCES plan_thread ON DELETE CASCADE,
    by uuid NOT NULL REFERENCES person, institution_id uuid NOT NULL REFERENCES institution, text text NOT NULL,
    lang ${lang}, at timestamptz NOT NULL, changed_at timestamptz, taken_away_at timestamptz)`,
  `CREATE INDEX ON plan_comment (thread_id, at)`,
  `CREATE TABLE plan_mention (
    comment_id uuid NOT NULL REFERENCES plan_comment ON DELETE CASCADE, person_id uuid NOT NULL REFERENCES person,
    PRIMARY KEY (comment_id, person_id))`,
  `CREATE TABLE plan_resolution (
    id uuid PRIMARY KEY, thread_id uuid NOT NULL REFERENCES plan_thread ON DELETE CASCADE,
    by uuid NOT NULL REFERENCES person, at timestamptz NOT NULL,
    reopened_by uuid REFERENCES person, reopened_at timestamptz)`,
  `CREATE UNIQUE INDEX ON plan_resolution (thread_id) WHERE reopened_at IS NULL`,
  `CREATE INDEX ON plan_resolution (thread_id, at)`,
  // One a thread. Without a session it waits for the next one to be planned.
  `CREATE TABLE plan_carry (
    thread_id uuid PRIMARY KEY REFERENCES plan_thread ON DELETE CASCADE, by uuid NOT NULL REFERENCES person,
    at timestamptz NOT NULL, session_id uuid REFERENCES session)`,
  `CREATE INDEX ON plan_carry (session_id)`,
  `ALTER TABLE agenda_item ADD COLUMN thread_id uuid REFERENCES plan_thread ON DELETE SET NULL`,
  `CREATE INDEX ON agenda_item (thread_id) WHERE thread_id IS NOT NULL`,
  `CREATE TABLE plan_suggestion (
    id uuid PRIMARY KEY, room_id uuid NOT NULL REFERENCES room, card_id uuid NOT NULL, field text NOT NULL,
    before text NOT NULL, after text NOT NULL, reason text NOT NULL, lang ${lang},
    by uuid NOT NULL REFERENCES person, institution_id uuid NOT NULL REFERENCES institution, at timestamptz NOT NULL,
    decision text CHECK (decision IN ('accepted','declined','withdrawn')), decided_by uuid REFERENCES person,
    decided_at timestamptz, decision_reason text NOT NULL DEFAULT '',
    CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)))`,
  `CREATE INDEX ON plan_suggestion (room_id, card_id)`,
];
