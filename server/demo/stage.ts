import type { InstitutionId, NetworkId, PersonId, RoomId } from '#domain/ids.ts';
import type { Actor } from '#domain/person/actor.ts';
import { addDays, dayAt } from '#domain/commitment/days.ts';
import type { App } from '../app.ts';
import type { Tx } from '../db/database.ts';
import { rooms, type InstitutionKey, type PersonKey, type RoomKey } from './people.ts';

/** What a story of the demo has in hand. Everything is written in the one transaction `trx`. */
export interface Stage {
  app: App;
  trx: Tx;
  calendar: Calendar;
  networkId: NetworkId;
  institutions: Record<InstitutionKey, InstitutionId>;
  people: Record<PersonKey, PersonId>;
  rooms: Record<RoomKey, RoomId>;
  actors: Record<PersonKey, Actor>;
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
  };
}
export type Calendar = ReturnType<typeof calendarOf>;

/** Somebody as they write in a room: what they write is in the room's language, whatever they read. */
export const writing = ({ actors }: Stage, person: PersonKey, room: RoomKey): Actor => ({
  ...actors[person],
  lang: rooms[room].lang,
});
