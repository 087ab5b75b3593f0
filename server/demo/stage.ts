import type { InstitutionId, NetworkId, PersonId, RoomId, SessionId } from '#domain/ids.ts';
import type { Actor } from '#domain/person/actor.ts';
import { addDays, dayAt, hourAt } from '#domain/commitment/days.ts';
import { wallClock } from '#domain/session/time.ts';
import type { App } from '../app.ts';
import type { Database, Tx } from '../db/database.ts';
import { rooms, type InstitutionKey, type PersonKey, type RoomKey } from './people.ts';

/** What a story of the demo has in hand. Everything is written in the one transaction `trx`. */
export interface Stage {
  app: App;
  trx: Tx;
  /** The same transaction, for what would open its own. */
  db: Database;
  calendar: Calendar;
  networkId: NetworkId;
  institutions: Record<InstitutionKey, InstitutionId>;
  people: Record<PersonKey, PersonId>;
  rooms: Record<RoomKey, RoomId>;
  actors: Record<PersonKey, Actor>;
  /** The sessions that were planned, by the name a story gives them. */
  sessions: Map<string, SessionId>;
}

/** One thing that somebody did, and when. */
export interface Happening {
  at: Date;
  act(stage: Stage): Promise<unknown>;
}

/** Both countries of the demo keep this time all year. */
const offset = '+02:00';
const zone = 'Africa/Kigali';

/** Days and times of the past, counted back from the real today. */
export function calendarOf(now: Date) {
  const today = dayAt(now, zone);
  const instant = (day: string, time: string) => new Date(`${day}T${time}:00${offset}`);
  return {
    now,
    today,
    /** The day so many days ago; a negative count lies ahead. */
    day: (ago: number) => addDays(today, -ago),
    /** That day, or the Friday before when it falls on a weekend: nobody plans a session on a Sunday. */
    workday(ago: number): string {
      const weekday = new Date(`${addDays(today, -ago)}T12:00:00Z`).getUTCDay();
      return addDays(today, -ago - (weekday === 0 ? 2 : weekday === 6 ? 1 : 0));
    },
    instant,
    at: (ago: number, time: string) => instant(addDays(today, -ago), time),
    soon: soonAfter(now),
  };
}
export type Calendar = ReturnType<typeof calendarOf>;

/** A session within two hours by day; before six in the morning at nine, in the evening tomorrow at two. */
function soonAfter(now: Date): { day: string; time: string } {
  const today = dayAt(now, zone);
  const hour = hourAt(now, zone);
  if (hour < 6) return { day: today, time: '09:00' };
  if (hour >= 18) return { day: addDays(today, 1), time: '14:00' };
  const halfHour = 30 * 60_000;
  const { day, time } = wallClock(
    new Date(Math.floor((now.getTime() + 4 * halfHour) / halfHour) * halfHour),
    zone,
  );
  return { day, time };
}

/** Somebody as they write in a room: what they write is in the room's language, whatever they read. */
export const writing = ({ actors }: Stage, person: PersonKey, room: RoomKey): Actor => ({
  ...actors[person],
  lang: rooms[room].lang,
});

/** The session that a story planned under this name. */
export function sessionOf({ sessions }: Stage, name: string): SessionId {
  const id = sessions.get(name);
  if (!id) throw new Error(`The demo has not planned "${name}"`);
  return id;
}

export const minutesAfter = (start: Date, minutes: number): Date =>
  new Date(start.getTime() + minutes * 60_000);

/** The facilitator moves a room through the steps of the cycle. */
export const steps = (room: RoomKey, moves: readonly (readonly [number, Date])[]): Happening[] =>
  moves.map(([step, at]) => ({
    at,
    act: (stage) =>
      stage.app.rooms.moveToStep(writing(stage, 'felix', room), { roomId: stage.rooms[room], step }),
  }));

/** When each was last in a room: what happened after it is new to them. */
export const visits = (room: RoomKey, seen: readonly (readonly [PersonKey, Date])[]): Happening[] =>
  seen.map(([person, at]) => ({
    at,
    act: (stage) => stage.app.rooms.visit(stage.actors[person], { roomId: stage.rooms[room] }),
  }));
