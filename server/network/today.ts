import type { NetworkId, RoomId, SessionId } from '#domain/ids.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { ReadContext } from '../context.ts';
import { hasSession, ofNetwork } from './next-step.ts';
import { isQuiet } from './rooms.ts';

/** More than these are looked for on the page of all rooms. */
const most = 5;

/**
 * What those who look after a network see first: the next step of its setup, rooms that went quiet, the next sessions;
 * titles and dates only, in one query once a session is planned. Null for everybody else.
 */
export async function today(ctx: ReadContext) {
  const held = ctx.actor.networks.find(({ networkId }) => networkAbilities(ctx.actor, networkId).seeRooms);
  if (!held) return null;
  const { networkId } = held;
  const row = await ctx.db
    .selectFrom('network')
    .where('network.id', '=', networkId)
    .select((eb) => [
      hasSession(eb).as('begun'),
      jsonArrayFrom(quietRooms(ctx, networkId)).as('quiet'),
      jsonArrayFrom(nextSessions(ctx, networkId)).as('sessions'),
      eb.ref('network.name').as('name'),
    ])
    .executeTakeFirst();
  if (!row) return null;
  return {
    ...{ networkId, name: row.name, step: row.begun === null ? await ofNetwork(ctx, networkId) : null },
    quiet: row.quiet.map(({ id, name, last }) => ({ id: id as RoomId, name, lastAt: new Date(last) })),
    sessions: row.sessions.map(({ id, title, startsAt, room, roomId }) => ({
      ...{ id: id as SessionId, title, room, roomId: roomId as RoomId },
      startsAt: new Date(startsAt),
    })),
  };
}

const quietRooms = ({ db, now }: ReadContext, networkId: NetworkId) =>
  db
    .selectFrom('room')
    .where('room.network_id', '=', networkId)
    .where((eb) => isQuiet(eb, now))
    .orderBy('room.name')
    .orderBy('room.id')
    .limit(most)
    .select((eb) => [
      'room.id',
      'room.name',
      eb.fn
        .coalesce(
          eb
            .selectFrom('event')
            .whereRef('event.room_id', '=', 'room.id')
            .select((of) => of.fn.max('event.at').as('at')),
          'room.created_at',
        )
        .as('last'),
    ]);

const nextSessions = ({ db, now }: ReadContext, networkId: NetworkId) =>
  db
    .selectFrom('session')
    .innerJoin('room', 'room.id', 'session.room_id')
    .where('room.network_id', '=', networkId)
    .where('session.starts_at', '>=', now)
    .where('session.cancelled_at', 'is', null)
    .where('session.ended_at', 'is', null)
    .orderBy('session.starts_at')
    .limit(most)
    .select([
      'session.id',
      'session.title',
      'session.starts_at as startsAt',
      'room.name as room',
      'room.id as roomId',
    ]);
