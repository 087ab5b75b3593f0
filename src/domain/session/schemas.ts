import * as v from 'valibot';
import { idOf, type PersonId, type RoomId, type SessionId } from '../ids.ts';
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

const agendaItem = v.object({
  kind: choice(agendaKinds),
  title: text(120),
  minutes: minutesBetween(1, 240),
});

const when = {
  /** In the room's zone. */
  day,
  time: timeOfDay,
  minutes: minutesBetween(10, 480),
};

export const planSession = v.object({
  roomId: idOf<RoomId>(),
  kind: choice(sessionKinds),
  title: text(120),
  ...when,
  agenda: v.optional(v.pipe(v.array(agendaItem), v.maxLength(agendaRows, 'error_session_agenda_long')), []),
});

export const moveSession = v.object({ sessionId: idOf<SessionId>(), ...when });
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
