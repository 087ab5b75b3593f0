import { sql } from 'kysely';
import type { Rhythm } from '#domain/calendar/calendar.ts';
import type { Database, Tx } from '../db/database.ts';
import { ruleOf } from '../session/series.ts';
import type { FileEvent } from './event-file.ts';

/** A session as people are told about it. */
export interface SubjectSession {
  id: string;
  title: string;
  startsAt: Date;
  minutes: number;
  zone: string;
  cancelled: boolean;
  /** Still to come or going on, whether it takes place or not. */
  ahead: boolean;
  /** When the rule of its series has it. */
  seriesAt: Date | null;
  agenda: string[];
}

/** What invitations are about: a session, or a whole series, which a calendar knows as one. */
export interface Subject {
  id: string;
  roomId: string;
  roomName: string;
  byName: string;
  /** Higher with each change of any of its sessions. */
  sequence: number;
  sessions: SubjectSession[];
  series: { every: Exclude<Rhythm, 'once'>; times: number } | null;
}

/** A session, or all sessions of a series, by time. Null when there is nothing of that id. */
export async function readSubject(db: Database | Tx, id: string, now: Date): Promise<Subject | null> {
  const rows = await db
    .selectFrom('session')
    .innerJoin('room', 'room.id', 'session.room_id')
    .innerJoin('person', 'person.id', 'session.made_by')
    .leftJoin('session_series', 'session_series.id', 'session.series_id')
    .where((eb) => eb.or([eb('session.id', '=', id), eb('session.series_id', '=', id)]))
    .orderBy('session.series_at')
    .orderBy('session.starts_at')
    .selectAll('session')
    .select(['room.name as room_name', 'person.name as by_name', 'every', 'times'])
    .select(
      sql<string[]>`(SELECT coalesce(array_agg(title ORDER BY position), '{}') FROM agenda_item
        WHERE session_id = session.id)`.as('agenda'),
    )
    .execute();
  const [first] = rows;
  if (!first) return null;
  return {
    id,
    roomId: first.room_id,
    roomName: first.room_name,
    byName: first.by_name,
    sequence: rows.reduce((sum, row) => sum + row.sequence, 0),
    series: first.every
      ? { every: first.every as Exclude<Rhythm, 'once'>, times: first.times ?? rows.length }
      : null,
    sessions: rows.map((row) => ({
      ...{ id: row.id, title: row.title, startsAt: row.starts_at, minutes: row.minutes, zone: row.zone },
      ...{ cancelled: row.cancelled_at !== null, seriesAt: row.series_at, agenda: row.agenda },
      ahead: !row.ended_at && row.starts_at.getTime() + row.minutes * 60_000 > now.getTime(),
    })),
  };
}

interface Numbered {
  sequence: number;
}

const pathOf = ({ id }: { id: string }): string => `/sessions/${id}`;

/** A session as an event of its own, whether it belongs to a series or not. */
export const eventOf = (
  session: Pick<SubjectSession, 'id' | 'title' | 'startsAt' | 'minutes' | 'zone' | 'cancelled' | 'agenda'>,
  { roomName, sequence }: Numbered & { roomName: string },
): FileEvent => ({
  uid: session.id,
  sequence,
  title: session.title,
  startsAt: session.startsAt.toISOString(),
  minutes: session.minutes,
  zone: session.zone,
  cancelled: session.cancelled,
  roomName,
  agenda: session.agenda,
  path: pathOf(session),
});

/** A subject as the events of one calendar object: a series is its rule, and a session more for each that differs from it. */
export function eventsOf(subject: Subject, numbered: Numbered): FileEvent[] {
  const more = { ...numbered, roomName: subject.roomName };
  const [first] = subject.sessions;
  if (!first) return [];
  if (!subject.series || !first.seriesAt) return [eventOf(first, more)];
  const live = subject.sessions.filter((session) => !session.cancelled);
  const model = live.find((session) => session.ahead) ?? live[0] ?? first;
  const uid = subject.id;
  const { every, times } = subject.series;
  const master: FileEvent = {
    ...eventOf({ ...model, startsAt: first.seriesAt, zone: first.zone }, more),
    ...{ uid, cancelled: live.length === 0 },
    rule: { ...ruleOf(every, first.seriesAt, first.zone), count: times },
    without: subject.sessions
      .filter((session) => session.cancelled && live.length > 0)
      .map((session) => (session.seriesAt ?? session.startsAt).toISOString()),
  };
  const others = live
    .filter((session) => differs(session, model))
    .map((session) => ({
      ...eventOf(session, more),
      ...{ uid, insteadOf: (session.seriesAt ?? session.startsAt).toISOString() },
    }));
  return [master, ...others];
}

const differs = (session: SubjectSession, model: SubjectSession): boolean =>
  session.startsAt.getTime() !== session.seriesAt?.getTime() ||
  session.title !== model.title ||
  session.minutes !== model.minutes ||
  session.agenda.join('\n') !== model.agenda.join('\n');

/** What is taken out of the calendar of somebody who left: everything ahead; what was, stays. */
export function withdrawnEventsOf(subject: Subject, numbered: Numbered): FileEvent[] {
  const more = { ...numbered, roomName: subject.roomName };
  const held = subject.sessions.some((session) => !session.ahead && !session.cancelled);
  if (!subject.series || !held)
    return eventsOf(subject, numbered)
      .slice(0, 1)
      .map((event) => ({ ...event, cancelled: true }));
  return subject.sessions
    .filter((session) => session.ahead)
    .map((session) => ({
      ...eventOf({ ...session, cancelled: true }, more),
      ...{ uid: subject.id },
      insteadOf: (session.seriesAt ?? session.startsAt).toISOString(),
    }));
}
