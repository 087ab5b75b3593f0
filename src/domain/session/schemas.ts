import * as v from 'valibot';
import { extent, rhythm, times } from '../calendar/schemas.ts';
import { idOf, type PersonId, type PlanThreadId, type RoomId, type SessionId } from '../ids.ts';
import { choice, day, text, timeOfDay } from '../input.ts';
import { agendaKinds, agendaRows, sessionKinds } from './session.ts';

const minutesBetween = (least: number, most: number) =>
  v.pipe(
    v.union([v.string(), v.number()], 'error_session_minutes'),
    v.transform((value) => Number(String(value).trim() || NaN)),
    v.integer('error_session_minutes'),
    v.minValue(least, 'error_session_minutes'),
    v.maxValue(most, 'error_session_minutes'),
  );

/** A title stands in subjects and calendars: on one line. */
const oneLine = (max: number) =>
  v.pipe(
    text(max),
    v.transform((value) => value.replaceAll(/\s+/g, ' ')),
  );

const agendaItem = v.object({
  kind: choice(agendaKinds),
  title: oneLine(120),
  minutes: minutesBetween(1, 240),
  /** The thread that stands on the agenda already, so that it stays with its point. */
  threadId: v.optional(v.union([v.literal(''), idOf<PlanThreadId>()], 'error_choice'), ''),
});

const when = {
  /** In the room's zone. */
  day,
  time: timeOfDay,
  minutes: minutesBetween(10, 480),
};

const what = {
  kind: choice(sessionKinds),
  title: oneLine(120),
  agenda: v.optional(v.pipe(v.array(agendaItem), v.maxLength(agendaRows, 'error_session_agenda_long')), []),
};

export const planSession = v.object({ roomId: idOf<RoomId>(), ...what, ...when, every: rhythm, times });

export const moveSession = v.object({ sessionId: idOf<SessionId>(), ...when, extent });
export const changeSession = v.object({ sessionId: idOf<SessionId>(), ...what, extent });
export const cancelSession = v.object({ sessionId: idOf<SessionId>(), extent });
export const ofSession = v.object({ sessionId: idOf<SessionId>() });
export const inHand = v.object({ sessionId: idOf<SessionId>(), up: v.boolean() });
export const somebodyInSession = v.object({ sessionId: idOf<SessionId>(), personId: idOf<PersonId>() });

/** A device names itself once and keeps the name: the same person may be in with two. */
export const enterCall = v.object({
  sessionId: idOf<SessionId>(),
  device: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{6,40}$/)),
});

/** A watcher's page tells that it decoded new frames of somebody's picture. */
export const seeing = v.object({
  sessionId: idOf<SessionId>(),
  trackSid: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/)),
});
