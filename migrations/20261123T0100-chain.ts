import { sql, type Kysely } from 'kysely';

/** The chain from network to report-back: one table a word of the glossary. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE COLLATION IF NOT EXISTS people (provider = icu, locale = 'und-x-icu')`.execute(db);
  for (const part of [network, rooms, documents, sessions, walkthroughs, commitments, records]) {
    for (const statement of part) await sql.raw(statement).execute(db);
  }
}

const role = `CHECK (role IN ('staff','co_facilitator','facilitator','manager','observer'))`;
const lang = `text NOT NULL CHECK (lang IN ('en','fr'))`;

const network = [
  `CREATE TABLE network (
    id uuid PRIMARY KEY, name text NOT NULL, created_at timestamptz NOT NULL)`,
  // The six steps' names are data: a network may rename them.
  `CREATE TABLE cycle_step (
    network_id uuid NOT NULL REFERENCES network, step smallint NOT NULL CHECK (step BETWEEN 1 AND 6),
    name_en text NOT NULL, name_fr text NOT NULL, PRIMARY KEY (network_id, step))`,
  `CREATE TABLE institution (
    id uuid PRIMARY KEY, network_id uuid NOT NULL REFERENCES network, name text COLLATE people NOT NULL,
    short_name text COLLATE people NOT NULL,
    level text NOT NULL CHECK (level IN ('referral','district','health_centre','district_office','municipality','backbone')),
    place text NOT NULL, zone text NOT NULL, lang ${lang}, created_at timestamptz NOT NULL)`,
  `CREATE INDEX ON institution (network_id)`,
  `CREATE TABLE topic (
    id uuid PRIMARY KEY, network_id uuid NOT NULL REFERENCES network, name_en text NOT NULL, name_fr text NOT NULL)`,
  `CREATE TABLE person (
    id uuid PRIMARY KEY, name text COLLATE people NOT NULL, email text, lang ${lang}, zone text NOT NULL,
    password_hash text, created_at timestamptz NOT NULL)`,
  `CREATE UNIQUE INDEX person_email ON person (lower(email))`,
  // Only the sha256 of the session secret is stored (Lucia over Kysely).
  `CREATE TABLE auth_session (
    id text PRIMARY KEY, person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE, expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL, device text NOT NULL DEFAULT '')`,
  `CREATE INDEX ON auth_session (person_id)`,
  `CREATE TABLE network_member (
    network_id uuid NOT NULL REFERENCES network, person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    institution_id uuid NOT NULL REFERENCES institution,
    role text NOT NULL CHECK (role IN ('backbone_manager','administrator')), created_at timestamptz NOT NULL,
    PRIMARY KEY (network_id, person_id, role))`,
];

const rooms = [
  `CREATE TABLE twinning (
    id uuid PRIMARY KEY, network_id uuid NOT NULL REFERENCES network, topic_id uuid NOT NULL REFERENCES topic,
    step smallint NOT NULL DEFAULT 1 CHECK (step BETWEEN 1 AND 6), created_at timestamptz NOT NULL)`,
  `CREATE TABLE twinning_institution (
    twinning_id uuid NOT NULL REFERENCES twinning, institution_id uuid NOT NULL REFERENCES institution,
    side text NOT NULL CHECK (side IN ('giver','receiver')), sponsor_id uuid REFERENCES person,
    PRIMARY KEY (twinning_id, institution_id))`,
  `CREATE TABLE room (
    id uuid PRIMARY KEY, network_id uuid NOT NULL REFERENCES network, twinning_id uuid NOT NULL REFERENCES twinning,
    name text COLLATE people NOT NULL, lang ${lang}, zone text NOT NULL, created_at timestamptz NOT NULL)`,
  `CREATE INDEX ON room (network_id)`,
  // position: order of joining, which gives the institution its colour (twin-a … twin-d).
  `CREATE TABLE room_institution (
    room_id uuid NOT NULL REFERENCES room, institution_id uuid NOT NULL REFERENCES institution,
    side text NOT NULL CHECK (side IN ('giver','receiver','backbone')), position smallint NOT NULL,
    PRIMARY KEY (room_id, institution_id))`,
  `CREATE INDEX ON room_institution (institution_id)`,
  `CREATE TABLE room_member (
    room_id uuid NOT NULL REFERENCES room, person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    institution_id uuid NOT NULL REFERENCES institution, role text NOT NULL ${role}, created_at timestamptz NOT NULL,
    PRIMARY KEY (room_id, person_id))`,
  `CREATE INDEX ON room_member (person_id)`,
  `CREATE TABLE room_visit (
    room_id uuid NOT NULL REFERENCES room, person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    at timestamptz NOT NULL, PRIMARY KEY (room_id, person_id))`,
  `CREATE TABLE invitation (
    id uuid PRIMARY KEY, token_hash text NOT NULL UNIQUE, network_id uuid REFERENCES network, room_id uuid REFERENCES room,
    institution_id uuid REFERENCES institution,
    role text NOT NULL CHECK (role IN ('staff','co_facilitator','facilitator','manager','observer','administrator','backbone_manager')),
    made_by uuid REFERENCES person, made_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
    used_by uuid REFERENCES person, used_at timestamptz, revoked_by uuid REFERENCES person, revoked_at timestamptz)`,
];

const documents = [
  `CREATE TABLE document (
    id uuid PRIMARY KEY, room_id uuid NOT NULL REFERENCES room, kind text NOT NULL CHECK (kind IN ('plan')),
    seq bigint NOT NULL DEFAULT 0, merged bytea, merged_seq bigint NOT NULL DEFAULT 0,
    projected_seq bigint NOT NULL DEFAULT 0, created_at timestamptz NOT NULL, UNIQUE (room_id, kind))`,
  `CREATE TABLE document_update (
    document_id uuid NOT NULL REFERENCES document, seq bigint NOT NULL, person_id uuid REFERENCES person,
    at timestamptz NOT NULL, update bytea NOT NULL, PRIMARY KEY (document_id, seq))`,
  `CREATE TABLE plan_card (
    document_id uuid NOT NULL REFERENCES document, card_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('aim','gap','idea','action','note')), position text NOT NULL, lang text NOT NULL,
    fields jsonb NOT NULL, deleted_at timestamptz, updated_at timestamptz NOT NULL, PRIMARY KEY (document_id, card_id))`,
  `CREATE INDEX ON plan_card (card_id)`,
  `CREATE TABLE plan_change (
    document_id uuid NOT NULL REFERENCES document, seq bigint NOT NULL, card_id uuid NOT NULL, field text NOT NULL,
    before text, after text, person_id uuid REFERENCES person, at timestamptz NOT NULL,
    PRIMARY KEY (document_id, seq, card_id, field))`,
];

const sessions = [
  `CREATE TABLE image (
    id uuid PRIMARY KEY, room_id uuid NOT NULL REFERENCES room, made_by uuid REFERENCES person, made_at timestamptz NOT NULL,
    width integer NOT NULL, height integer NOT NULL, bytes bytea NOT NULL, sha256 text NOT NULL)`,
  `CREATE TABLE session (
    id uuid PRIMARY KEY, room_id uuid NOT NULL REFERENCES room,
    kind text NOT NULL CHECK (kind IN ('virtual_exchange_visit','coaching_session','learning_and_sharing_event')),
    title text NOT NULL, lang ${lang}, starts_at timestamptz NOT NULL, minutes smallint NOT NULL, zone text NOT NULL,
    made_by uuid NOT NULL REFERENCES person, made_at timestamptz NOT NULL,
    opened_at timestamptz, ended_at timestamptz, ended_by uuid REFERENCES person,
    cancelled_at timestamptz, cancelled_by uuid REFERENCES person,
    current_item_id uuid, current_question_id uuid)`,
  `CREATE INDEX ON session (room_id, starts_at)`,
  `CREATE TABLE agenda_item (
    id uuid PRIMARY KEY, session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE, position smallint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('report_backs','walkthrough','discussion','commitments','other')),
    title text NOT NULL, minutes smallint NOT NULL)`,
  `CREATE INDEX ON agenda_item (session_id, position)`,
  // One row a stay: participant_sid is LiveKit's, unique for each time somebody comes in.
  `CREATE TABLE attendance (
    id uuid PRIMARY KEY, session_id uuid NOT NULL REFERENCES session, person_id uuid NOT NULL REFERENCES person,
    institution_id uuid NOT NULL REFERENCES institution, role text NOT NULL ${role}, participant_sid text NOT NULL UNIQUE,
    joined_at timestamptz NOT NULL, left_at timestamptz)`,
  `CREATE INDEX ON attendance (session_id)`,
  // Removed from the call: LiveKit would let the same token in again.
  `CREATE TABLE session_removal (
    session_id uuid NOT NULL REFERENCES session, person_id uuid NOT NULL REFERENCES person,
    by uuid NOT NULL REFERENCES person, at timestamptz NOT NULL, PRIMARY KEY (session_id, person_id))`,
  `CREATE TABLE hand (
    session_id uuid NOT NULL REFERENCES session, person_id uuid NOT NULL REFERENCES person, at timestamptz NOT NULL,
    PRIMARY KEY (session_id, person_id))`,
  `CREATE TABLE webhook_event (id text PRIMARY KEY, at timestamptz NOT NULL)`,
];

const walkthroughs = [
  `CREATE TABLE walkthrough (
    id uuid PRIMARY KEY, session_id uuid NOT NULL REFERENCES session, walker_id uuid NOT NULL REFERENCES person,
    institution_id uuid NOT NULL REFERENCES institution, started_at timestamptz NOT NULL, ended_at timestamptz,
    hidden_at timestamptz, track_sid text, current_station_id uuid)`,
  `CREATE UNIQUE INDEX one_walkthrough_at_a_time ON walkthrough (session_id) WHERE ended_at IS NULL`,
  `CREATE TABLE station (
    id uuid PRIMARY KEY, walkthrough_id uuid NOT NULL REFERENCES walkthrough ON DELETE CASCADE, position smallint NOT NULL,
    name text NOT NULL, done_at timestamptz)`,
  `CREATE INDEX ON station (walkthrough_id, position)`,
  `CREATE TABLE question (
    id uuid PRIMARY KEY, session_id uuid NOT NULL REFERENCES session, asked_by uuid NOT NULL REFERENCES person,
    institution_id uuid NOT NULL REFERENCES institution, text text NOT NULL, lang ${lang},
    spoken boolean NOT NULL DEFAULT false, station_id uuid REFERENCES station, asked_at timestamptz NOT NULL,
    answered_at timestamptz, answered_by uuid REFERENCES person, answer text,
    carried_at timestamptz, carried_by uuid REFERENCES person)`,
  `CREATE INDEX ON question (session_id)`,
  `CREATE TABLE vote (
    question_id uuid NOT NULL REFERENCES question ON DELETE CASCADE, person_id uuid NOT NULL REFERENCES person,
    at timestamptz NOT NULL, PRIMARY KEY (question_id, person_id))`,
  `CREATE TABLE moment (
    id uuid PRIMARY KEY, room_id uuid NOT NULL REFERENCES room, session_id uuid NOT NULL REFERENCES session,
    walkthrough_id uuid NOT NULL REFERENCES walkthrough, station_id uuid REFERENCES station,
    question_id uuid REFERENCES question, image_id uuid NOT NULL REFERENCES image, kept_by uuid NOT NULL REFERENCES person,
    institution_id uuid NOT NULL REFERENCES institution, note text NOT NULL DEFAULT '', device_at timestamptz NOT NULL,
    kept_at timestamptz NOT NULL, no_patient_confirmed_by uuid NOT NULL REFERENCES person)`,
  `CREATE INDEX ON moment (session_id)`,
];

const commitments = [
  `CREATE TABLE commitment (
    id uuid PRIMARY KEY, room_id uuid NOT NULL REFERENCES room, institution_id uuid NOT NULL REFERENCES institution,
    owner_id uuid NOT NULL REFERENCES person, made_by uuid NOT NULL REFERENCES person, made_at timestamptz NOT NULL,
    text text NOT NULL, lang ${lang}, session_id uuid REFERENCES session,
    learnt_from_institution_id uuid REFERENCES institution, witness_institution_id uuid REFERENCES institution,
    due_on date NOT NULL, report_on date NOT NULL, CHECK (witness_institution_id <> institution_id))`,
  `CREATE INDEX ON commitment (room_id)`,
  `CREATE INDEX ON commitment (institution_id)`,
  `CREATE INDEX ON commitment (owner_id)`,
  `CREATE INDEX ON commitment (report_on)`,
  `CREATE TABLE commitment_date (
    id uuid PRIMARY KEY, commitment_id uuid NOT NULL REFERENCES commitment, due_on date NOT NULL, report_on date NOT NULL,
    set_by uuid REFERENCES person, set_at timestamptz NOT NULL, reason text NOT NULL DEFAULT '')`,
  `CREATE INDEX ON commitment_date (commitment_id)`,
  `CREATE TABLE acceptance (
    commitment_id uuid PRIMARY KEY REFERENCES commitment, person_id uuid NOT NULL REFERENCES person, at timestamptz NOT NULL)`,
  `CREATE TABLE pause (
    id uuid PRIMARY KEY, commitment_id uuid NOT NULL REFERENCES commitment, reason text NOT NULL,
    by uuid NOT NULL REFERENCES person, at timestamptz NOT NULL, ended_by uuid REFERENCES person, ended_at timestamptz)`,
  `CREATE UNIQUE INDEX one_pause_at_a_time ON pause (commitment_id) WHERE ended_at IS NULL`,
  `CREATE TABLE report_back (
    id uuid PRIMARY KEY, commitment_id uuid NOT NULL REFERENCES commitment, report_on date NOT NULL,
    status text NOT NULL CHECK (status IN ('done','on_the_way','stuck')), text text NOT NULL, lang ${lang},
    help_wanted boolean NOT NULL DEFAULT false, image_id uuid REFERENCES image, by uuid NOT NULL REFERENCES person,
    at timestamptz NOT NULL, via text NOT NULL CHECK (via IN ('page','link')), UNIQUE (commitment_id, report_on))`,
  // The witness institution has heard the report.
  `CREATE TABLE hearing (
    report_back_id uuid PRIMARY KEY REFERENCES report_back, institution_id uuid NOT NULL REFERENCES institution,
    by uuid NOT NULL REFERENCES person, at timestamptz NOT NULL)`,
  `CREATE TABLE reply (
    id uuid PRIMARY KEY, report_back_id uuid NOT NULL REFERENCES report_back, by uuid NOT NULL REFERENCES person,
    institution_id uuid NOT NULL REFERENCES institution, text text NOT NULL, lang ${lang}, at timestamptz NOT NULL)`,
  `CREATE INDEX ON reply (report_back_id)`,
];

const records = [
  // Provenance: append-only, known pairs only.
  `CREATE TABLE link (
    id uuid PRIMARY KEY, room_id uuid NOT NULL REFERENCES room, from_kind text NOT NULL, from_id uuid NOT NULL,
    to_kind text NOT NULL, to_id uuid NOT NULL, verb text NOT NULL, by uuid REFERENCES person, at timestamptz NOT NULL,
    UNIQUE (from_kind, from_id, to_kind, to_id, verb))`,
  `CREATE INDEX ON link (to_kind, to_id)`,
  `CREATE TABLE event (
    id uuid PRIMARY KEY, room_id uuid NOT NULL REFERENCES room, kind text NOT NULL, subject_kind text NOT NULL,
    subject_id uuid NOT NULL, by uuid REFERENCES person, institution_id uuid REFERENCES institution,
    at timestamptz NOT NULL, data jsonb NOT NULL DEFAULT '{}')`,
  `CREATE INDEX ON event (room_id, at DESC)`,
  `CREATE INDEX ON event (subject_kind, subject_id)`,
  `CREATE TABLE audit (
    id uuid PRIMARY KEY, kind text NOT NULL, person_id uuid REFERENCES person, at timestamptz NOT NULL,
    data jsonb NOT NULL DEFAULT '{}')`,
  `CREATE TABLE outbox (
    id uuid PRIMARY KEY, key text NOT NULL UNIQUE, person_id uuid REFERENCES person, room_id uuid REFERENCES room,
    channel text NOT NULL CHECK (channel IN ('email')), address text NOT NULL, lang ${lang}, template text NOT NULL,
    data jsonb NOT NULL, made_at timestamptz NOT NULL, sent_at timestamptz, attempts integer NOT NULL DEFAULT 0,
    last_error text, gateway_answer text)`,
  // Where mail lands when no SMTP server is configured.
  `CREATE TABLE mailbox_mail (
    id uuid PRIMARY KEY, address text NOT NULL, subject text NOT NULL, text text NOT NULL, html text NOT NULL,
    at timestamptz NOT NULL)`,
  `CREATE INDEX ON mailbox_mail (at DESC)`,
  `CREATE SEQUENCE live_version`,
  `CREATE TABLE live_event (
    version bigint PRIMARY KEY, topic text NOT NULL, at timestamptz NOT NULL, data jsonb)`,
  `CREATE INDEX ON live_event (topic, version)`,
];
