import type { Answer, Invited, MailState } from '#domain/calendar/calendar.ts';
import { isBeforeMove } from '#domain/calendar/calendar.ts';
import type { InstitutionId, PersonId } from '#domain/ids.ts';
import { instantOf } from '#domain/session/time.ts';
import { addDays } from '#domain/commitment/days.ts';
import type { ReadContext } from '../context.ts';
import { sql } from '../db/database.ts';
import { languages } from '../messaging/letter.ts';
import { roomAccess } from '../room/access.ts';
import { toCard } from '../session/queries.ts';
import { sessionAccess } from '../session/access.ts';
import { writeEventFile } from './event-file.ts';
import { eventOf, readSubject } from './subject.ts';

/** The sessions of a room from one day to before another, by the reader's clocks. Members only. */
export async function between(ctx: ReadContext, roomId: string, days: { from: string; to: string }) {
  const access = await roomAccess(ctx, roomId);
  const at = (day: string) => instantOf(day, '00:00', ctx.actor.zone);
  const rows = await ctx.db
    .selectFrom('session')
    .where('room_id', '=', access.roomId)
    .where('starts_at', '>=', at(days.from))
    .where('starts_at', '<', at(addDays(days.to, 1)))
    .orderBy('starts_at')
    .selectAll()
    .execute();
  return rows.map(toCard);
}

/** One session as a calendar file to download. Members only. */
export const fileOf =
  (origin: string) =>
  async (ctx: ReadContext, sessionId: string): Promise<string> => {
    const access = await sessionAccess(ctx, sessionId);
    const subject = await readSubject(ctx.db, access.sessionId, ctx.now);
    const session = subject?.sessions[0];
    const language = languages[ctx.actor.lang];
    const { sequence } = await ctx.db
      .selectFrom('session')
      .where('id', '=', access.sessionId)
      .select('sequence')
      .executeTakeFirstOrThrow();
    return writeEventFile(
      {
        method: 'PUBLISH',
        events: session ? [eventOf(session, { roomName: subject.roomName, sequence })] : [],
      },
      { origin, from: '', words: { ...language.file, colon: language.colon }, stamp: ctx.now },
    );
  };

/** The place of a session in its series; null when it stands alone. Members only. */
export async function seriesOf(ctx: ReadContext, sessionId: string) {
  const access = await sessionAccess(ctx, sessionId);
  const rows = await ctx.db
    .selectFrom('session')
    .innerJoin('session as here', 'here.series_id', 'session.series_id')
    .innerJoin('session_series', 'session_series.id', 'session.series_id')
    .where('here.id', '=', access.sessionId)
    .orderBy('session.series_at')
    .select(['session.id', 'session.starts_at', 'session.cancelled_at', 'session.ended_at', 'every'])
    .execute();
  const place = rows.findIndex(({ id }) => id === access.sessionId);
  if (place < 0) return null;
  const later = rows.filter(
    (row) => row.starts_at > rows[place]!.starts_at && !row.cancelled_at && !row.ended_at,
  );
  return {
    every: rows[place]!.every as 'week' | 'two_weeks' | 'month',
    place: place + 1,
    of: rows.length,
    later: later.length,
  };
}

/** Who was told of a session and by what way, and what they answered: for those who lead the room. */
export async function invited(ctx: ReadContext, sessionId: string): Promise<Invited[]> {
  const access = await sessionAccess(ctx, sessionId, 'seeInvited');
  const { rows } = await sql<InvitedRow>`
    WITH subject AS (SELECT coalesce(series_id, id) AS id, moved_at FROM session WHERE id = ${access.sessionId}),
      state AS (SELECT sum(sequence)::int AS sequence FROM session
        WHERE id = (SELECT id FROM subject) OR series_id = (SELECT id FROM subject))
    SELECT p.id, p.name, m.institution_id, p.email IS NOT NULL AS has_address, i.told_at,
      i.sequence = state.sequence AND i.withdrawn_at IS NULL AS knows,
      o.id IS NULL OR o.sent_at IS NOT NULL AS sent, o.last_error IS NOT NULL AND o.sent_at IS NULL AS failed,
      a.answer, a.at AS answered_at, subject.moved_at
    FROM room_member m JOIN person p ON p.id = m.person_id CROSS JOIN subject CROSS JOIN state
    LEFT JOIN session_invited i ON i.subject_id = subject.id AND i.person_id = p.id
    LEFT JOIN outbox o ON o.key = concat('session_invited:', subject.id, ':', p.id, ':', i.sequence + i.past)
    LEFT JOIN session_answer a ON a.session_id = ${access.sessionId} AND a.person_id = p.id
    WHERE m.room_id = ${access.roomId} ORDER BY p.name, p.id`.execute(ctx.db);
  return rows.map((row) => ({
    ...{ personId: row.id, name: row.name, institutionId: row.institution_id },
    ...{ mail: mailState(row), mailedAt: row.knows ? row.told_at : null },
    ...{
      answer: row.answer,
      beforeMove: row.answered_at !== null && isBeforeMove(row.answered_at, row.moved_at),
    },
  }));
}

interface InvitedRow {
  id: PersonId;
  name: string;
  institution_id: InstitutionId;
  has_address: boolean;
  told_at: Date | null;
  knows: boolean | null;
  sent: boolean;
  failed: boolean;
  answer: Answer | null;
  answered_at: Date | null;
  moved_at: Date | null;
}

function mailState(row: InvitedRow): MailState {
  if (!row.has_address) return 'no_address';
  if (!row.knows) return 'waiting';
  if (row.failed) return 'failed';
  return row.sent ? 'sent' : 'sending';
}
