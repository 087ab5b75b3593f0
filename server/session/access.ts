import type { NetworkId, RoomId, SessionId } from '#domain/ids.ts';
import { isId } from '#domain/ids.ts';
import { lentToGuest, sessionAbilities, type SessionAbilities } from '#domain/session/abilities.ts';
import { stateOf } from '#domain/session/session.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { roomAccess, type RoomAccess } from '../room/access.ts';

export interface SessionAccess {
  sessionId: SessionId;
  roomId: RoomId;
  /** For a guest: no role, no institution, and of the room's rights only what the session lends. */
  room: RoomAccess;
  title: string;
  startsAt: Date;
  minutes: number;
  abilities: SessionAbilities;
}

/**
 * What the actor may do in a session: the people of its room, and its own guests who were let in. Throws `not_found`
 * when there is none or no right to `ability`: they look the same.
 */
export async function sessionAccess(
  { db, actor }: Pick<ReadContext, 'db' | 'actor'>,
  sessionId: string,
  ability: keyof SessionAbilities = 'see',
): Promise<SessionAccess> {
  if (!isId(sessionId) || (actor.guestOf && actor.guestOf !== sessionId)) throw notFound('session');
  const row = await sessionRow({ db, actor }, sessionId);
  // What does not exist is asked about as well: it must not answer sooner.
  if (!row) await roomAccess({ db, actor }, sessionId);
  if (!row) throw notFound('session');
  const guest = actor.guestOf ? { admitted: row.admitted_at !== null } : null;
  const room = guest ? lentRoom(row) : await roomAccess({ db, actor }, row.room_id);
  const facts = { state: stateOf(row), removed: row.removed_at !== null, guest };
  const abilities = sessionAbilities({ room: room.abilities, ...facts });
  if (!abilities[ability]) throw notFound('session');
  return {
    sessionId: row.id as SessionId,
    roomId: row.room_id as RoomId,
    room: guest ? { ...room, abilities: lentToGuest(abilities.see) } : room,
    title: row.title,
    startsAt: row.starts_at,
    minutes: row.minutes,
    abilities,
  };
}

const sessionRow = ({ db, actor }: Pick<ReadContext, 'db' | 'actor'>, sessionId: string) =>
  db
    .selectFrom('session')
    .innerJoin('room', 'room.id', 'session.room_id')
    .leftJoin('session_removal', (join) =>
      join
        .onRef('session_removal.session_id', '=', 'session.id')
        .on('session_removal.person_id', '=', actor.personId),
    )
    .leftJoin('guest_admission', (join) =>
      join
        .onRef('guest_admission.session_id', '=', 'session.id')
        .on('guest_admission.person_id', '=', actor.personId),
    )
    .where('session.id', '=', sessionId)
    .selectAll('session')
    .select(['session_removal.at as removed_at', 'guest_admission.admitted_at'])
    .select(['room.network_id', 'room.zone as room_zone'])
    .executeTakeFirst();

const lentRoom = (row: { room_id: string; network_id: string; room_zone: string }): RoomAccess => ({
  roomId: row.room_id as RoomId,
  networkId: row.network_id as NetworkId,
  zone: row.room_zone,
  role: null,
  networkRoles: [],
  institutionId: null,
  abilities: lentToGuest(false),
});
