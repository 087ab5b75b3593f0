import { Temporal } from 'temporal-polyfill';
import { inTransaction, sql, type Database } from '../db/database.ts';
import { enqueueMessage } from '../messaging/outbox.ts';

/** The hour of the day before, where the person lives. */
const AFTERNOON = 16;
const HOUR = 3_600_000;
/** Nearer than this, "tomorrow" would come together with the last reminder. */
const TOO_NEAR = 3 * HOUR;

/**
 * Finds by looking who is to be reminded: the afternoon before and within the last hour, all who were invited and did
 * not say that they cannot come. A session that moves is another occasion. Answers how many messages were written.
 */
export async function findReminders({ db, now }: { db: Database; now: Date }): Promise<number> {
  let written = 0;
  for (const row of await ahead(db, now)) {
    const kind = dueKind(row, now);
    if (!kind || (kind === 'session_soon' ? row.soon_sent : row.tomorrow_sent)) continue;
    const sent = await inTransaction(db, (trx) =>
      enqueueMessage(trx, {
        key: `${kind}:${row.id}:${row.person_id}:${Math.floor(row.starts_at.getTime() / 1000)}`,
        personId: row.person_id,
        roomId: row.room_id,
        template: kind,
        data: {
          ...{ roomName: row.room_name, personId: row.person_id, zone: row.reader_zone },
          session: {
            ...{ id: row.id, title: row.title, startsAt: row.starts_at.toISOString() },
            ...{ minutes: row.minutes, zone: row.zone, agenda: row.agenda, note: 'same' as const },
          },
        },
        at: now,
      }),
    );
    written += Number(sent);
  }
  return written;
}

/** Whoever was told only after the moment of a reminder needs no reminder. */
function dueKind(row: Ahead, now: Date): 'session_soon' | 'session_tomorrow' | null {
  const left = row.starts_at.getTime() - now.getTime();
  if (left <= HOUR) return row.told_at.getTime() <= row.starts_at.getTime() - HOUR ? 'session_soon' : null;
  const moment = afternoonBefore(row.starts_at, row.reader_zone);
  const due = now.getTime() >= moment && left > TOO_NEAR && row.told_at.getTime() < moment;
  return due ? 'session_tomorrow' : null;
}

/** Four in the afternoon of the day before, by the clocks of the zone, whether they change that night or not. */
export function afternoonBefore(startsAt: Date, zone: string): number {
  const there = Temporal.Instant.fromEpochMilliseconds(startsAt.getTime()).toZonedDateTimeISO(zone);
  const before = there.toPlainDate().subtract({ days: 1 });
  return before.toZonedDateTime({ timeZone: zone, plainTime: { hour: AFTERNOON } }).epochMilliseconds;
}

interface Ahead {
  id: string;
  room_id: string;
  room_name: string;
  title: string;
  starts_at: Date;
  minutes: number;
  zone: string;
  agenda: string[];
  person_id: string;
  reader_zone: string;
  told_at: Date;
  soon_sent: boolean;
  tomorrow_sent: boolean;
}

/** Sessions of the next day and a half with everybody who knows of them and may still come. */
async function ahead(db: Database, now: Date): Promise<Ahead[]> {
  const sentKey = (kind: string) =>
    sql<boolean>`EXISTS (SELECT 1 FROM outbox WHERE key = concat(${kind}::text, ':', s.id, ':', p.id, ':',
      floor(extract(epoch FROM s.starts_at))::bigint))`;
  const { rows } = await sql<Ahead>`
    SELECT s.id, s.room_id, room.name AS room_name, s.title, s.starts_at, s.minutes, s.zone, p.id AS person_id,
      p.zone AS reader_zone, i.told_at, ${sentKey('session_soon')} AS soon_sent,
      ${sentKey('session_tomorrow')} AS tomorrow_sent,
      (SELECT coalesce(array_agg(title ORDER BY position), '{}') FROM agenda_item WHERE session_id = s.id) AS agenda
    FROM session s JOIN room ON room.id = s.room_id
    JOIN room_member m ON m.room_id = s.room_id
    JOIN person p ON p.id = m.person_id AND p.email IS NOT NULL AND p.deleted_at IS NULL
    JOIN session_invited i ON i.subject_id = coalesce(s.series_id, s.id) AND i.person_id = p.id
      AND i.withdrawn_at IS NULL
    LEFT JOIN session_answer a ON a.session_id = s.id AND a.person_id = p.id
    WHERE s.starts_at > ${now} AND s.starts_at < ${new Date(now.getTime() + 33 * HOUR)}
      AND s.ended_at IS NULL AND s.cancelled_at IS NULL
      AND NOT (a.answer IS NOT NULL AND a.answer = 'not' AND (s.moved_at IS NULL OR a.at >= s.moved_at))
      AND NOT EXISTS (SELECT 1 FROM session_removal r WHERE r.session_id = s.id AND r.person_id = p.id)
      AND NOT EXISTS (SELECT 1 FROM room_institution gone WHERE gone.room_id = m.room_id
        AND gone.institution_id = m.institution_id AND gone.left_at IS NOT NULL)`.execute(db);
  return rows;
}
