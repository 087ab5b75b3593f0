import { sql, type Kysely } from 'kysely';

/** People, rights and the network: who belongs where, how they come in, what institutions give and want. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const part of [people, comingIn, guests, network, twinnings, sessions, audit])
    for (const statement of part) await sql.raw(statement).execute(db);
}

const atInstitution = `('staff','co_facilitator','manager')`;

const people = [
  // sign_in_code and pin_hash: for those without an e-mail address. pin_reset_at: somebody else chose this PIN, it works
  // once. deleted_at: the name is gone, the role stays.
  `ALTER TABLE person ADD telephone text, ADD sign_in_code text UNIQUE, ADD pin_hash text, ADD pin_reset_at timestamptz,
    ADD deleted_at timestamptz`,
  `ALTER TABLE auth_session ADD address text NOT NULL DEFAULT ''`,
  `CREATE INDEX ON auth_session (expires_at)`,
  // Everybody belongs to the institutions through which they are in rooms; a room needs none of its members to be here twice.
  `CREATE TABLE institution_member (
    institution_id uuid NOT NULL REFERENCES institution, person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ${atInstitution}), created_at timestamptz NOT NULL,
    PRIMARY KEY (institution_id, person_id))`,
  `CREATE INDEX ON institution_member (person_id)`,
  `INSERT INTO institution_member (institution_id, person_id, role, created_at)
    SELECT DISTINCT ON (institution_id, person_id) institution_id, person_id, role, created_at FROM (
      SELECT institution_id, person_id, created_at,
        CASE WHEN role IN ${atInstitution} THEN role ELSE 'staff' END AS role FROM room_member
      UNION ALL SELECT institution_id, person_id, created_at, 'staff' FROM network_member) AS place
    ORDER BY institution_id, person_id, role = 'staff', created_at`,
  `CREATE INDEX ON room_member (institution_id)`,
  `CREATE INDEX ON network_member (person_id)`,
];

const comingIn = [
  // How often something was tried; rate-limiter-flexible's own columns.
  `CREATE TABLE rate_limit (key varchar(255) PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint)`,
  `CREATE INDEX ON rate_limit (expire)`,
  // Links in mails that stand for an address: signing in, a new password, a change of address, joining.
  `CREATE TABLE account_token (
    id uuid PRIMARY KEY, token_hash text NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('sign_in','password','email_old','email_new','join','second_step')),
    person_id uuid REFERENCES person ON DELETE CASCADE, address text, data jsonb NOT NULL DEFAULT '{}',
    made_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, used_at timestamptz)`,
  `CREATE INDEX ON account_token (person_id)`,
  `CREATE INDEX ON account_token (expires_at)`,
  `CREATE TABLE passkey (
    id text PRIMARY KEY, person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE, public_key bytea NOT NULL,
    counter bigint NOT NULL, transports text[] NOT NULL DEFAULT '{}', name text NOT NULL, made_at timestamptz NOT NULL,
    used_at timestamptz)`,
  `CREATE INDEX ON passkey (person_id)`,
  // secret: encrypted with the server's own; last_step: a code works once.
  `CREATE TABLE second_factor (
    person_id uuid PRIMARY KEY REFERENCES person ON DELETE CASCADE, secret bytea NOT NULL, made_at timestamptz NOT NULL,
    confirmed_at timestamptz, last_step bigint NOT NULL DEFAULT 0)`,
  `CREATE TABLE recovery_code (
    person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE, code_hash text NOT NULL, used_at timestamptz,
    PRIMARY KEY (person_id, code_hash))`,
  // target says which of the ids count. many: a poster, for whoever holds it; otherwise for one.
  `ALTER TABLE invitation ADD target text CHECK (target IN ('first','network','institution','room')),
    ADD many boolean NOT NULL DEFAULT false, ADD name text, ADD address text, ADD telephone text`,
  `UPDATE invitation SET target = CASE WHEN network_id IS NULL THEN 'first' WHEN room_id IS NULL THEN 'network' ELSE 'room' END`,
  `ALTER TABLE invitation ALTER target SET NOT NULL`,
  `CREATE INDEX ON invitation (network_id, made_at)`,
  `CREATE INDEX ON invitation (room_id)`,
  `CREATE INDEX ON invitation (made_by)`,
  `CREATE INDEX ON invitation (institution_id)`,
  `CREATE TABLE invitation_use (
    invitation_id uuid NOT NULL REFERENCES invitation, person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    at timestamptz NOT NULL, PRIMARY KEY (invitation_id, person_id))`,
  `INSERT INTO invitation_use SELECT id, used_by, used_at FROM invitation WHERE used_by IS NOT NULL`,
  `ALTER TABLE invitation DROP used_by, DROP used_at`,
  // What was read from a file or pasted, until somebody says yes to it.
  `CREATE TABLE import (
    id uuid PRIMARY KEY, network_id uuid NOT NULL REFERENCES network, room_id uuid REFERENCES room,
    kind text NOT NULL CHECK (kind IN ('institutions','people')), made_by uuid NOT NULL REFERENCES person,
    made_at timestamptz NOT NULL, file_name text NOT NULL DEFAULT '', rows jsonb NOT NULL,
    state text NOT NULL DEFAULT 'preview' CHECK (state IN ('preview','running','done','failed','dropped')),
    done integer NOT NULL DEFAULT 0, finished_at timestamptz, outcome jsonb NOT NULL DEFAULT '{}')`,
  `CREATE INDEX ON import (network_id, made_at)`,
];

const guests = [
  // A guest is a person of one session: a name, an institution in their own words, and nothing else of the product.
  `ALTER TABLE person ADD guest_of uuid REFERENCES session, ADD guest_institution text`,
  `CREATE INDEX ON person (guest_of) WHERE guest_of IS NOT NULL`,
  // A link works as long as its session: that may be moved, so the link has no end of its own.
  `CREATE TABLE guest_link (
    id uuid PRIMARY KEY, token_hash text NOT NULL UNIQUE, session_id uuid NOT NULL REFERENCES session,
    made_by uuid NOT NULL REFERENCES person, made_at timestamptz NOT NULL,
    revoked_by uuid REFERENCES person, revoked_at timestamptz)`,
  `CREATE INDEX ON guest_link (session_id)`,
  `CREATE TABLE guest_admission (
    session_id uuid NOT NULL REFERENCES session, person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    link_id uuid NOT NULL REFERENCES guest_link, asked_at timestamptz NOT NULL, admitted_by uuid REFERENCES person, admitted_at timestamptz,
    refused_by uuid REFERENCES person, refused_at timestamptz, PRIMARY KEY (session_id, person_id))`,
  `ALTER TABLE attendance ALTER institution_id DROP NOT NULL, DROP CONSTRAINT attendance_role_check`,
  `ALTER TABLE attendance ADD CONSTRAINT attendance_role_check
    CHECK (role IN ('staff','co_facilitator','facilitator','manager','observer','guest'))`,
  `ALTER TABLE question ALTER institution_id DROP NOT NULL`,
];

const network = [
  // code: what the ministry calls it, by which an import finds it again. merged_into: a duplicate that was joined to another.
  `ALTER TABLE institution ADD langs text[] NOT NULL DEFAULT '{}', ADD sponsor text NOT NULL DEFAULT '', ADD code text,
    ADD left_at timestamptz, ADD left_by uuid REFERENCES person, ADD merged_into uuid REFERENCES institution,
    ADD merged_by uuid REFERENCES person, ADD merged_at timestamptz`,
  `UPDATE institution SET langs = ARRAY[lang]`,
  `CREATE UNIQUE INDEX institution_code ON institution (network_id, code) WHERE code IS NOT NULL AND merged_into IS NULL`,
  `CREATE UNIQUE INDEX institution_name ON institution (network_id, lower(name), lower(place)) WHERE merged_into IS NULL`,
  `CREATE INDEX institution_by_name ON institution (network_id, name, id) WHERE merged_into IS NULL`,
  // What somebody types to find it: word beginnings of name, place and code, without accents.
  String.raw`ALTER TABLE institution ADD search tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple',
    regexp_replace(regexp_replace(lower(normalize(
      name || ' ' || short_name || ' ' || place || ' ' || coalesce(code, ''), NFD)),
      '[\u0300-\u036f]', '', 'g'), '[^[:alnum:]]+', ' ', 'g'))) STORED`,
  `CREATE INDEX ON institution USING gin (search)`,
  // Two that look like one and are not, so that nobody is asked twice; the smaller id first.
  `CREATE TABLE institution_apart (
    one_id uuid NOT NULL REFERENCES institution, other_id uuid NOT NULL REFERENCES institution, said_at timestamptz NOT NULL,
    PRIMARY KEY (one_id, other_id), CHECK (one_id < other_id))`,
  `CREATE INDEX ON institution_apart (other_id)`,
  // Whom to ask there; person_id once they have come in.
  `CREATE TABLE focal_point (
    id uuid PRIMARY KEY, institution_id uuid NOT NULL REFERENCES institution, name text COLLATE people NOT NULL,
    job text NOT NULL DEFAULT '', email text, telephone text, person_id uuid REFERENCES person ON DELETE SET NULL,
    created_at timestamptz NOT NULL)`,
  `CREATE INDEX ON focal_point (institution_id)`,
  `CREATE UNIQUE INDEX topic_name_en ON topic (network_id, lower(name_en))`,
  `CREATE TABLE offer_need (
    institution_id uuid NOT NULL REFERENCES institution, topic_id uuid NOT NULL REFERENCES topic,
    stance text NOT NULL CHECK (stance IN ('can_give','wants_to_receive','not_now')), figure text NOT NULL DEFAULT '',
    by uuid REFERENCES person, at timestamptz NOT NULL, PRIMARY KEY (institution_id, topic_id))`,
  `CREATE INDEX ON offer_need (topic_id, stance)`,
];

const twinnings = [
  `ALTER TABLE twinning ADD agreement text NOT NULL DEFAULT '', ADD agreed_on date, ADD made_by uuid REFERENCES person,
    ADD ended_at timestamptz, ADD ended_by uuid REFERENCES person`,
  `CREATE INDEX ON twinning (network_id, created_at)`,
  // Sponsors seldom have an account: a name and what they are.
  `ALTER TABLE twinning_institution DROP sponsor_id, ADD sponsor text NOT NULL DEFAULT ''`,
  `CREATE INDEX ON twinning_institution (institution_id)`,
  `CREATE INDEX ON room (twinning_id)`,
  `CREATE INDEX room_by_name ON room (network_id, name, id)`,
  `CREATE INDEX ON twinning (topic_id, created_at)`,
  // An institution that left keeps its row: what it promised and asked is still shown with its name.
  `ALTER TABLE room_institution ADD left_at timestamptz, ADD left_by uuid REFERENCES person`,
  // Finds rooms that may have gone quiet without asking each for its events. Never later than the newest of them, and at
  // times earlier: it is written once an hour and never waits for a room that somebody else changes. Events decide.
  `ALTER TABLE room ADD last_event_at timestamptz NOT NULL DEFAULT '-infinity'`,
  `UPDATE room SET last_event_at = newest.at
    FROM (SELECT room_id, max(at) AS at FROM event GROUP BY room_id) AS newest WHERE newest.room_id = room.id`,
  `CREATE INDEX room_by_last_event ON room (network_id, last_event_at)`,
  `CREATE FUNCTION event_in_room() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE room SET last_event_at = NEW.at WHERE id = (
        SELECT id FROM room WHERE id = NEW.room_id AND last_event_at < NEW.at - interval '1 hour'
          FOR NO KEY UPDATE SKIP LOCKED);
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER event_in_room AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION event_in_room()`,
];

const sessions = [
  // sequence: a calendar takes a change only with a higher one. series_id: planned together, moved each by itself.
  // changed_at: people are told once it has been quiet for a while. moved_at: an answer from before was to another time.
  // series_at: when the rule of its series would have it, by which calendars know it again after it was moved.
  `CREATE TABLE session_series (
    id uuid PRIMARY KEY, room_id uuid NOT NULL REFERENCES room, every text NOT NULL
    CHECK (every IN ('week','two_weeks','month')), times integer NOT NULL, made_at timestamptz NOT NULL)`,
  `ALTER TABLE session ADD sequence integer NOT NULL DEFAULT 0, ADD series_id uuid REFERENCES session_series,
    ADD series_at timestamptz, ADD changed_at timestamptz, ADD moved_at timestamptz`,
  `CREATE INDEX ON session (starts_at)`,
  `CREATE INDEX ON session (series_id) WHERE series_id IS NOT NULL`,
  // What somebody was last told about a session, or about a series as a whole (subject_id: that of one or the other).
  // past: how often they were taken out and let in again; each counts as a change for their calendar.
  `CREATE TABLE session_invited (
    subject_id uuid NOT NULL, person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    room_id uuid NOT NULL REFERENCES room, sequence integer NOT NULL, past integer NOT NULL DEFAULT 0,
    told jsonb NOT NULL, told_at timestamptz NOT NULL, withdrawn_at timestamptz, PRIMARY KEY (subject_id, person_id))`,
  `CREATE INDEX ON session_invited (person_id)`,
  `CREATE INDEX ON session_invited (room_id)`,
  `ALTER TABLE mailbox_mail ADD calendar text`,
  `CREATE TABLE session_answer (
    session_id uuid NOT NULL REFERENCES session, person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    answer text NOT NULL CHECK (answer IN ('coming','perhaps','not')), at timestamptz NOT NULL,
    via text NOT NULL CHECK (via IN ('page','link')), PRIMARY KEY (session_id, person_id))`,
  `CREATE TABLE calendar_feed (
    id uuid PRIMARY KEY, person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE, token_hash text NOT NULL UNIQUE,
    made_at timestamptz NOT NULL, revoked_at timestamptz, with_due boolean NOT NULL DEFAULT false)`,
  `CREATE INDEX ON calendar_feed (person_id)`,
];

const audit = [
  `ALTER TABLE audit ADD network_id uuid REFERENCES network, ADD room_id uuid REFERENCES room,
    ADD address text NOT NULL DEFAULT '', ADD device text NOT NULL DEFAULT ''`,
  `CREATE INDEX ON audit (network_id, at DESC)`,
  `CREATE INDEX ON audit (person_id, at DESC)`,
  `CREATE INDEX ON audit ((data ->> 'subjectId'), at DESC)`,
  `CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit rows are never changed'; END $$`,
  `CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_stays()`,
  `CREATE TRIGGER audit_stays_whole BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()`,
];
