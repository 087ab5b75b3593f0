import { sql } from 'kysely';
import { institutionAbilities } from '#domain/institution/abilities.ts';
import type { InstitutionId, PersonId } from '#domain/ids.ts';
import { placeAbilities } from '#domain/room/abilities.ts';
import type { RoomPlace, RoomRole } from '#domain/room/room.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { linksForMany } from './members.ts';
import { roomAccess, type RoomAccess } from './access.ts';

/**
 * Everybody's place in a room, by name, with what the actor may do with it. The room's members, and those who look after
 * the network: they appoint facilitators.
 */
export async function places(ctx: ReadContext, roomId: string): Promise<RoomPlace[]> {
  return placesIn(ctx, await roomAccess(ctx, roomId, 'seePlaces'));
}

async function placesIn(ctx: ReadContext, access: RoomAccess): Promise<RoomPlace[]> {
  const rows = await ctx.db
    .selectFrom('room_member')
    .innerJoin('person', 'person.id', 'room_member.person_id')
    .where('room_member.room_id', '=', access.roomId)
    .orderBy('person.name')
    .select(['person.id', 'person.name', 'room_member.role', 'room_member.institution_id'])
    .execute();
  return rows.map((row) => toPlace(ctx, access, row));
}

function toPlace(
  { actor }: ReadContext,
  access: RoomAccess,
  row: { id: string; name: string; role: string; institution_id: string },
): RoomPlace {
  const self = row.id === actor.personId;
  const role = row.role as RoomRole;
  return {
    id: row.id as PersonId,
    ...{ name: row.name, role, self },
    institutionId: row.institution_id as InstitutionId,
    abilities: placeAbilities({
      ...{ room: access.abilities, self, role },
      own: row.institution_id === access.institutionId,
    }),
  };
}

/** One place with what its page needs to say what a change would do. `not_found` for those who may change nothing. */
export async function place(ctx: ReadContext, roomId: string, personId: string) {
  const access = await roomAccess(ctx, roomId, 'seePlaces');
  const all = await placesIn(ctx, access);
  const found = all.find((one) => one.id === personId);
  if (!found || !(found.abilities.change || found.abilities.leave)) throw notFound('person');
  const [open, institutions, candidates, posters] = await Promise.all([
    openCommitments(ctx, roomId, personId),
    institutionsFor(ctx, roomId, personId),
    candidatesFor(ctx, roomId, found),
    found.abilities.remove ? openForMany(ctx, access, found) : 0,
  ]);
  return {
    ...found,
    institutions,
    candidates,
    /** Open links for many by which they could come back under another name, as far as the actor may take them back. */
    posters,
    /** How many commitments wait for this person, and who of the room could take them on. */
    open,
    successors: all
      .filter(
        (one) => one.id !== personId && one.institutionId === found.institutionId && one.role !== 'observer',
      )
      .map(({ id, name, role }) => ({ id, name, role })),
    lastFacilitator:
      found.role === 'facilitator' && all.filter((one) => one.role === 'facilitator').length === 1,
    alone: !all.some((one) => one.id !== personId && one.institutionId === found.institutionId),
  };
}

const openForMany = async (
  { db, now }: ReadContext,
  access: RoomAccess,
  { institutionId }: RoomPlace,
): Promise<number> => {
  const links = linksForMany(access, { roomId: access.roomId, institutionId });
  if (!links) return 0;
  const { count } = await db
    .selectFrom('invitation')
    .where('room_id', '=', access.roomId)
    .where('many', '=', true)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .$if(links.institutionId !== undefined, (query) => query.where('institution_id', '=', institutionId))
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
};

/** Promised, and not reported as done; whether it is paused does not matter here. */
const openCommitments = async ({ db }: ReadContext, roomId: string, personId: string): Promise<number> => {
  const { rows } = await sql<{ count: string }>`SELECT count(*) FROM commitment
    WHERE room_id = ${roomId} AND owner_id = ${personId} AND NOT EXISTS (
      SELECT FROM report_back WHERE commitment_id = commitment.id AND status = 'done')`.execute(db);
  return Number(rows[0]?.count ?? 0);
};

/** The institutions of the room that the person belongs to. */
const institutionsFor = ({ db }: ReadContext, roomId: string, personId: string) =>
  db
    .selectFrom('room_institution')
    .innerJoin('institution', 'institution.id', 'room_institution.institution_id')
    .innerJoin('institution_member', 'institution_member.institution_id', 'institution.id')
    .where('room_institution.room_id', '=', roomId)
    .where('room_institution.left_at', 'is', null)
    .where('institution_member.person_id', '=', personId)
    .orderBy('room_institution.position')
    .select(['institution.id', 'institution.name'])
    .execute();

/** Who could get the place: people of its institution, of those not in the room only whom the actor may see. */
async function candidatesFor({ db, actor }: ReadContext, roomId: string, place: RoomPlace) {
  const { network_id: networkId } = await db
    .selectFrom('room')
    .where('id', '=', roomId)
    .select('network_id')
    .executeTakeFirstOrThrow();
  const seesAll = institutionAbilities(actor, {
    institutionId: place.institutionId,
    networkId: networkId as never,
  }).seePeople;
  const inRoom = sql<boolean>`EXISTS (SELECT FROM room_member m WHERE m.room_id = ${roomId} AND m.person_id = person.id)`;
  return db
    .selectFrom('institution_member')
    .innerJoin('person', 'person.id', 'institution_member.person_id')
    .where('institution_member.institution_id', '=', place.institutionId)
    .where('person.id', '<>', place.id)
    .where('person.deleted_at', 'is', null)
    .$if(!seesAll, (query) => query.where(inRoom))
    .orderBy('person.name')
    .limit(500)
    .select(['person.id', 'person.name', inRoom.as('here')])
    .execute();
}
