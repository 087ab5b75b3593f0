import { roomAbilities, type RoomAbilities } from '#domain/room/abilities.ts';
import type { Actor, NetworkRole } from '#domain/person/actor.ts';
import type { InstitutionId, NetworkId, RoomId } from '#domain/ids.ts';
import { isId } from '#domain/ids.ts';
import type { RoomRole } from '#domain/room/room.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';

export interface RoomAccess {
  roomId: RoomId;
  networkId: NetworkId;
  zone: string;
  role: RoomRole | null;
  networkRoles: NetworkRole[];
  /** The institution through which the actor is in the room; null for those who only look after the network. */
  institutionId: InstitutionId | null;
  abilities: RoomAbilities;
}

/**
 * What the actor may do in a room. Throws `not_found` when there is no such room or no right to `ability`:
 * the two look the same.
 */
export async function roomAccess(
  { db, actor }: Pick<ReadContext, 'db' | 'actor'>,
  roomId: string,
  ability: keyof RoomAbilities = 'see',
): Promise<RoomAccess> {
  if (!isId(roomId)) throw notFound('room');
  const row = await withPlace(db, actor).where('room.id', '=', roomId).executeTakeFirst();
  if (!row) throw notFound('room');
  const access = accessOf(actor, row);
  if (!access.abilities[ability]) throw notFound('room');
  return access;
}

/** The same for several rooms at once, in one query; those that are not there or show not even their summary are missing. */
export async function roomsAccess(
  { db, actor }: Pick<ReadContext, 'db' | 'actor'>,
  roomIds: readonly string[],
): Promise<Map<string, RoomAccess>> {
  const ids = roomIds.filter(isId);
  if (ids.length === 0) return new Map();
  const rows = await withPlace(db, actor).where('room.id', 'in', ids).execute();
  return new Map(
    rows
      .map((row) => [row.id, accessOf(actor, row)] as const)
      .filter(([, access]) => access.abilities.seeSummary),
  );
}

const withPlace = (db: ReadContext['db'], actor: Actor) =>
  db
    .selectFrom('room')
    .leftJoin('room_member', (join) =>
      join.onRef('room_member.room_id', '=', 'room.id').on('room_member.person_id', '=', actor.personId),
    )
    .select(['room.id', 'room.network_id', 'room.zone', 'room_member.role', 'room_member.institution_id']);

/** What the actor may do in the room of a row that says its network and their place in it. */
export function accessOf(
  actor: Actor,
  row: { id: string; network_id: string; zone: string; role: string | null; institution_id: string | null },
): RoomAccess {
  const role = row.role as RoomRole | null;
  const networkRoles = actor.networks
    .filter((held) => held.networkId === row.network_id)
    .map((held) => held.role);
  return {
    roomId: row.id as RoomId,
    networkId: row.network_id as NetworkId,
    zone: row.zone,
    role,
    networkRoles,
    institutionId: row.institution_id as InstitutionId | null,
    abilities: roomAbilities({ role, networkRoles }),
  };
}
