import type { RoomId, SessionId } from '#domain/ids.ts';
import { isId } from '#domain/ids.ts';
import { sessionAbilities, type SessionAbilities } from '#domain/session/abilities.ts';
import { stateOf } from '#domain/session/session.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { roomAccess, type RoomAccess } from '../room/access.ts';

export interface SessionAccess {
  sessionId: SessionId;
  roomId: RoomId;
  room: RoomAccess;
  title: string;
  startsAt: Date;
  minutes: number;
  abilities: SessionAbilities;
}

/** What the actor may do in a session. Throws `not_found` when there is none or no right to `ability`: they look the same. */
export async function sessionAccess(
  { db, actor }: Pick<ReadContext, 'db' | 'actor'>,
  sessionId: string,
  ability: keyof SessionAbilities = 'see',
): Promise<SessionAccess> {
  if (!isId(sessionId)) throw notFound('session');
  const row = await db
    .selectFrom('session')
    .leftJoin('session_removal', (join) =>
      join
        .onRef('session_removal.session_id', '=', 'session.id')
        .on('session_removal.person_id', '=', actor.personId),
    )
    .where('session.id', '=', sessionId)
    .selectAll('session')
    .select('session_removal.at as removed_at')
    .executeTakeFirst();
  if (!row) throw notFound('session');
  const room = await roomAccess({ db, actor }, row.room_id);
  const abilities = sessionAbilities({
    room: room.abilities,
    state: stateOf(row),
    removed: row.removed_at !== null,
  });
  if (!abilities[ability]) throw notFound('session');
  return {
    sessionId: row.id as SessionId,
    roomId: row.room_id as RoomId,
    room,
    title: row.title,
    startsAt: row.starts_at,
    minutes: row.minutes,
    abilities,
  };
}
