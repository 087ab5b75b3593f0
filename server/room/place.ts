import type { InstitutionId, NetworkId, PersonId, RoomId } from '#domain/ids.ts';
import { isId } from '#domain/ids.ts';
import { placeAbilities, type PlaceAbilities } from '#domain/room/abilities.ts';
import type { RoomRole } from '#domain/room/room.ts';
import type { AuditKind } from '#domain/audit/audit.ts';
import { reading, type WriteContext } from '../context.ts';
import { sql, type Tx } from '../db/database.ts';
import { conflict, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { notifyLive, notifyRights } from '../live/notify.ts';
import { roomAccess, type RoomAccess } from './access.ts';

/** What other concepts do when somebody gives up a place; `app.ts` brings it. */
export interface PlaceDoors {
  /** Hands the open commitments of one member over to another, as far as they are of the same institution. */
  passOn(ctx: WriteContext, hand: { roomId: string; fromId: string; toId: string }): Promise<number>;
  /** Links that somebody gave out stop working, so that nobody comes back by their own invitation. */
  withdraw(
    ctx: WriteContext,
    what: { madeBy?: string; roomId?: string; institutionId?: string; many?: true },
  ): Promise<unknown>;
}

/** A person's place in a room. */
export interface Place {
  roomId: RoomId;
  networkId: NetworkId;
  personId: PersonId;
  name: string;
  role: RoomRole;
  institutionId: InstitutionId;
}

/** A place and what the actor may do with it. Missing and not allowed look the same. */
export async function placeAccess(
  ctx: WriteContext,
  roomId: string,
  personId: string,
  needs: 'change' | 'replace' | 'remove' | 'leave',
): Promise<{ place: Place; abilities: PlaceAbilities; access: RoomAccess }> {
  const access = await lockRoom(ctx, roomId);
  const place = await findPlace(ctx.trx, access, personId);
  if (!place) throw notFound('person');
  const abilities = placeAbilities({
    room: access.abilities,
    self: personId === ctx.actor.personId,
    own: place.institutionId === access.institutionId,
    role: place.role,
  });
  if (!abilities[needs]) throw notFound('person');
  return { place, abilities, access };
}

/** One change of a room's people after the other: two facilitators who remove each other leave one. */
export async function lockRoom(ctx: WriteContext, roomId: string): Promise<RoomAccess> {
  if (!isId(roomId)) throw notFound('room');
  await sql`SELECT FROM room WHERE id = ${roomId} FOR NO KEY UPDATE`.execute(ctx.trx);
  return roomAccess(reading(ctx), roomId, 'seePlaces');
}

export async function findPlace(
  trx: Tx,
  { roomId, networkId }: Pick<RoomAccess, 'roomId' | 'networkId'>,
  personId: string,
): Promise<Place | null> {
  const row = await trx
    .selectFrom('room_member')
    .innerJoin('person', 'person.id', 'room_member.person_id')
    .where('room_id', '=', roomId)
    .where('person_id', '=', personId)
    .select(['person.id', 'person.name', 'role', 'institution_id'])
    .executeTakeFirst();
  if (!row) return null;
  return {
    ...{ roomId, networkId, name: row.name },
    personId: row.id as PersonId,
    role: row.role as RoomRole,
    institutionId: row.institution_id as InstitutionId,
  };
}

/** A room without a facilitator is stuck: it comes to that only when somebody said yes to it. */
export async function mindLastFacilitator(
  trx: Tx,
  roomId: string,
  going: readonly string[],
  evenIfLast: boolean,
): Promise<void> {
  if (evenIfLast) return;
  const rows = await trx
    .selectFrom('room_member')
    .where('room_id', '=', roomId)
    .where('role', '=', 'facilitator')
    .select('person_id')
    .execute();
  const leads = rows.map((row) => row.person_id);
  const goes = leads.some((id) => going.includes(id));
  if (goes && leads.every((id) => going.includes(id))) throw conflict('rights_error_last_facilitator');
}

/** Takes the place away and everything that hangs on it, at commit: sockets, calls, links given out. */
export async function giveUp(ctx: WriteContext, doors: PlaceDoors, place: Place): Promise<void> {
  await ctx.trx
    .deleteFrom('room_member')
    .where('room_id', '=', place.roomId)
    .where('person_id', '=', place.personId)
    .execute();
  await doors.withdraw(ctx, { madeBy: place.personId, roomId: place.roomId });
  await tellOf(ctx, place);
}

/** Sockets are asked again, calls are left and pages change, on every device of the person. */
export async function tellOf(
  { trx, now }: WriteContext,
  { personId, roomId }: Pick<Place, 'personId' | 'roomId'>,
): Promise<void> {
  await notifyRights(trx, { personId, roomId });
  await notifyLive(trx, `person:${personId}`, now);
}

export const auditPlace = (
  { trx, actor, now }: WriteContext,
  kind: AuditKind,
  place: Place,
  data: Record<string, string | null> = {},
): Promise<void> =>
  recordAudit(trx, {
    ...{ kind, personId: actor.personId, at: now, networkId: place.networkId, roomId: place.roomId },
    data: {
      ...{ subjectId: place.personId, institutionId: place.institutionId, role: place.role },
      ...data,
    },
  });
