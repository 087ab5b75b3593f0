import { sql } from 'kysely';
import type { InstitutionId } from '#domain/ids.ts';
import type { RoomRole } from '#domain/room/room.ts';
import type { NetworkRole } from '#domain/person/actor.ts';
import type { ReadContext } from '../context.ts';
import type { Database } from '../db/database.ts';

export interface DemoPerson {
  id: string;
  name: string;
  lang: string;
  institution: string;
  role: RoomRole | NetworkRole;
  /** What they sign in with who have no e-mail address, beside the PIN. */
  code: string | null;
  /** Null for those who look after the network. */
  room: { id: string; name: string } | null;
}

/**
 * Everybody of the demo, by room, institution and name, with the first place they hold; who looks after the network stands
 * under it whatever rooms they lead. Only ever asked in the demo.
 */
export async function demoPeople(db: Database): Promise<DemoPerson[]> {
  const inRooms = await db
    .selectFrom('room_member')
    .innerJoin('person', 'person.id', 'room_member.person_id')
    .innerJoin('room', 'room.id', 'room_member.room_id')
    .innerJoin('institution', 'institution.id', 'room_member.institution_id')
    .innerJoin('room_institution', (join) =>
      join
        .onRef('room_institution.room_id', '=', 'room_member.room_id')
        .onRef('room_institution.institution_id', '=', 'room_member.institution_id'),
    )
    .orderBy('room.created_at')
    .orderBy('room.id')
    .orderBy('room_institution.position')
    .orderBy('person.name')
    .select([
      'person.id',
      'person.name',
      'person.lang',
      'person.sign_in_code as code',
      'institution.short_name as institution',
      'room_member.role',
      'room.id as room_id',
      'room.name as room_name',
    ])
    .execute();
  const inNetworks = await db
    .selectFrom('network_member')
    .innerJoin('person', 'person.id', 'network_member.person_id')
    .innerJoin('institution', 'institution.id', 'network_member.institution_id')
    .orderBy('person.name')
    .select([
      'person.id',
      'person.name',
      'person.lang',
      'person.sign_in_code as code',
      'institution.short_name as institution',
      'network_member.role',
    ])
    .execute();
  const ofNetworks = new Set(inNetworks.map(({ id }) => id));
  const all: DemoPerson[] = [
    ...inRooms
      .filter(({ id }) => !ofNetworks.has(id))
      .map(({ room_id, room_name, ...person }) => ({
        ...person,
        role: person.role as RoomRole,
        room: { id: room_id, name: room_name },
      })),
    ...inNetworks.map((person) => ({ ...person, role: person.role as NetworkRole, room: null })),
  ];
  return all.filter(({ id }, place) => all.findIndex((person) => person.id === id) === place);
}

export interface SignIn {
  id: string;
  device: string;
  /** The network address it began from. */
  address: string;
  createdAt: Date;
  here: boolean;
}

/** The actor's own sign-ins that still count, this one first, then the newest. */
export async function signIns({ db, actor, now }: ReadContext): Promise<SignIn[]> {
  const rows = await db
    .selectFrom('auth_session')
    .where('person_id', '=', actor.personId)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .select(['id', 'device', 'address', 'created_at'])
    .execute();
  const found = rows.map((row) => ({
    id: row.id,
    device: row.device,
    address: row.address,
    createdAt: row.created_at,
    here: row.id === actor.authSessionId,
  }));
  return found.sort((one, other) => Number(other.here) - Number(one.here));
}

/** The institution a person is shown with: that of their first room, else of their network role. */
export async function home({ db, actor }: ReadContext) {
  const ofNetwork = actor.networks[0]?.institutionId ?? null;
  const found = await db
    .selectFrom('institution')
    .where(
      'id',
      '=',
      sql<string>`coalesce((SELECT institution_id FROM room_member WHERE person_id = ${actor.personId}
        ORDER BY created_at LIMIT 1), ${ofNetwork}::uuid)`,
    )
    .select(['id', 'name'])
    .executeTakeFirst();
  return {
    institutionId: (found?.id ?? null) as InstitutionId | null,
    institutionName: found?.name ?? '',
  };
}
