import { sql, type Database } from '../db/database.ts';
import type { Remembered } from './told.ts';

/** Somebody and a session or series that they are to be told about. */
export interface Pair {
  subjectId: string;
  personId: string;
  name: string;
  email: string | null;
  zone: string;
  /** What they were last told; null when nothing. */
  told: Remembered | null;
  past: number;
  withdrawn: boolean;
}

/** Minutes without a further change until people are told; what begins within the hour is told at once. */
const QUIET = 5;
/** As many in one minute; the next minute goes on. */
const BATCH = 500;

/** Sessions and series with something ahead: what they are, how often they changed, when the next one begins. */
const subjects = (now: Date) => sql`
  subject AS (
    SELECT coalesce(s.series_id, s.id) AS id, s.room_id, sum(s.sequence)::int AS sequence,
      max(coalesce(s.changed_at, s.made_at)) AS changed_at,
      bool_or(s.cancelled_at IS NULL AND ${isAhead(now)}) AS alive,
      min(s.starts_at) FILTER (WHERE ${isAhead(now)}) AS next_at
    FROM session s WHERE s.series_id IN (SELECT series_id FROM session WHERE starts_at > ${longAgo(now)})
      OR (s.series_id IS NULL AND s.starts_at > ${longAgo(now)})
    GROUP BY 1, 2)`;

const isAhead = (now: Date) =>
  sql`(s.ended_at IS NULL AND s.starts_at + s.minutes * interval '1 minute' > ${now})`;

const soon = (now: Date) => new Date(now.getTime() + 3_600_000);

/** No session lasts longer; by this the index finds those that may still be going on. */
const longAgo = (now: Date) => new Date(now.getTime() - 8 * 3_600_000);

/** Whether somebody (m) is still in the room through an institution that is. */
const stillIn = sql`NOT EXISTS (SELECT 1 FROM room_institution gone WHERE gone.room_id = m.room_id
  AND gone.institution_id = m.institution_id AND gone.left_at IS NOT NULL)`;

interface PairRow {
  subject_id: string;
  person_id: string;
  name: string;
  email: string | null;
  zone: string;
  told: Remembered | null;
  past: number | null;
  withdrawn: boolean | null;
}

/** Members with an address, of rooms with sessions ahead, who do not know their present state. */
export async function toTell(db: Database, now: Date): Promise<Pair[]> {
  const { rows } = await sql<PairRow>`
    WITH ${subjects(now)}
    SELECT subject.id AS subject_id, p.id AS person_id, p.name, p.email, p.zone, i.told, i.past,
      i.withdrawn_at IS NOT NULL AS withdrawn
    FROM subject JOIN room_member m ON m.room_id = subject.room_id
    JOIN person p ON p.id = m.person_id AND p.email IS NOT NULL AND p.deleted_at IS NULL AND p.guest_of IS NULL
    LEFT JOIN session_invited i ON i.subject_id = subject.id AND i.person_id = p.id
    WHERE subject.next_at IS NOT NULL AND ${stillIn}
      AND (subject.changed_at <= ${new Date(now.getTime() - QUIET * 60_000)}
        OR subject.next_at <= ${soon(now)}
        OR (i.told->>'nextAt')::timestamptz BETWEEN ${now} AND ${soon(now)})
      AND ((subject.alive AND (i.person_id IS NULL OR i.withdrawn_at IS NOT NULL))
        OR (i.withdrawn_at IS NULL AND i.sequence < subject.sequence))
    ORDER BY subject.next_at, subject.id, p.id LIMIT ${BATCH}`.execute(db);
  return rows.map(toPair);
}

/** Those who were invited to what is still ahead and are in the room no more. */
export async function toWithdraw(db: Database, now: Date): Promise<Pair[]> {
  const { rows } = await sql<PairRow>`
    WITH ${subjects(now)}
    SELECT subject.id AS subject_id, p.id AS person_id, p.name, p.email, p.zone, i.told, i.past, false AS withdrawn
    FROM subject JOIN session_invited i ON i.subject_id = subject.id AND i.withdrawn_at IS NULL
    JOIN person p ON p.id = i.person_id
    WHERE subject.alive AND NOT EXISTS (SELECT 1 FROM room_member m
      WHERE m.room_id = subject.room_id AND m.person_id = i.person_id AND ${stillIn})
    ORDER BY subject.id, p.id LIMIT ${BATCH}`.execute(db);
  return rows.map(toPair);
}

const toPair = (row: PairRow): Pair => ({
  subjectId: row.subject_id,
  personId: row.person_id,
  name: row.name,
  email: row.email,
  zone: row.zone,
  told: row.told,
  past: row.past ?? 0,
  withdrawn: row.withdrawn === true,
});
