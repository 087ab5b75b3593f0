import type * as v from 'valibot';
import type { InstitutionId, PersonId } from '#domain/ids.ts';
import type { RoomRole } from '#domain/room/room.ts';
import type * as schemas from '#domain/room/schemas.ts';
import type { WriteContext } from '../context.ts';
import { sql } from '../db/database.ts';
import { notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { recordEvent } from '../event/record.ts';
import type { RoomAccess } from './access.ts';
import { giveUp, lockRoom, mindLastFacilitator, tellOf, type Place, type PlaceDoors } from './place.ts';

type InRoom = v.InferOutput<typeof schemas.institutionInRoom>;

/**
 * An institution leaves the room: its people lose the room, what it promised and wrote stays with its name. Its manager
 * or facilitator in the room; any institution: the facilitator, and those who look after the network.
 */
export const institutionLeaves =
  (doors: PlaceDoors) =>
  async (ctx: WriteContext, input: InRoom): Promise<void> => {
    const access = await lockRoom(ctx, input.roomId);
    const { leave, changeInstitutions } = access.abilities;
    const own = leave && access.institutionId === input.institutionId;
    if (!own && !changeInstitutions) throw notFound('institution');
    await takeOut(doors)(ctx, access, input);
  };

/** Takes an institution out of one room; whoever calls it has proved the right. */
export const takeOut =
  (doors: PlaceDoors) =>
  async (
    ctx: WriteContext,
    room: Pick<RoomAccess, 'roomId' | 'networkId'>,
    { institutionId, evenIfLast }: Pick<InRoom, 'institutionId' | 'evenIfLast'>,
  ): Promise<void> => {
    const here = await ctx.trx
      .updateTable('room_institution')
      .set({ left_at: ctx.now, left_by: ctx.actor.personId })
      .where('room_id', '=', room.roomId)
      .where('institution_id', '=', institutionId)
      .where('left_at', 'is', null)
      .returning('institution_id')
      .executeTakeFirst();
    if (!here) throw notFound('institution');
    const places = await placesThrough(ctx, room, institutionId);
    await mindLastFacilitator(
      ctx.trx,
      room.roomId,
      places.map((place) => place.personId),
      evenIfLast,
    );
    for (const place of places) await giveUp(ctx, doors, place);
    await doors.withdraw(ctx, { roomId: room.roomId, institutionId });
    // Who was here, so that they can be brought back together.
    const people = places.map(({ personId, role }) => ({ personId, role }));
    await tellRoom(ctx, room, 'institution_left', institutionId, { people });
  };

/** An institution comes back, with those of its people who still belong to it and are not here otherwise. */
export async function institutionReturns(ctx: WriteContext, input: InRoom): Promise<void> {
  const access = await lockRoom(ctx, input.roomId);
  if (!access.abilities.changeInstitutions) throw notFound('institution');
  const { trx, now } = ctx;
  const back = await trx
    .updateTable('room_institution')
    .set({ left_at: null, left_by: null })
    .where('room_id', '=', access.roomId)
    .where('institution_id', '=', input.institutionId)
    .where('left_at', 'is not', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('institution')
          .whereRef('institution.id', '=', 'room_institution.institution_id')
          .where('institution.left_at', 'is', null)
          .where('institution.merged_into', 'is', null)
          .select('institution.id'),
      ),
    )
    .returning('institution_id')
    .executeTakeFirst();
  if (!back) throw notFound('institution');
  for (const { person_id, role } of await whoWasHere(ctx, input)) {
    await trx
      .insertInto('room_member')
      .values({
        ...{ room_id: access.roomId, person_id, role, institution_id: input.institutionId },
        created_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await tellOf(ctx, { roomId: access.roomId, personId: person_id as PersonId });
  }
  await tellRoom(ctx, access, 'institution_returned', input.institutionId);
}

async function whoWasHere({ trx }: WriteContext, { roomId, institutionId }: InRoom) {
  const { rows } = await sql<{ person_id: string; role: RoomRole }>`
    SELECT member.person_id, place.role
      FROM (SELECT data FROM event WHERE room_id = ${roomId} AND kind = 'institution_left'
              AND subject_id = ${institutionId} ORDER BY at DESC, id DESC LIMIT 1) AS went,
        jsonb_to_recordset(went.data -> 'people') AS place("personId" uuid, role text)
      JOIN institution_member member ON member.person_id = place."personId"
        AND member.institution_id = ${institutionId}`.execute(trx);
  return rows;
}

async function placesThrough(
  { trx }: WriteContext,
  { roomId, networkId }: Pick<RoomAccess, 'roomId' | 'networkId'>,
  institutionId: InstitutionId,
): Promise<Place[]> {
  const rows = await trx
    .selectFrom('room_member')
    .innerJoin('person', 'person.id', 'room_member.person_id')
    .where('room_id', '=', roomId)
    .where('institution_id', '=', institutionId)
    .orderBy('person.id')
    .select(['person.id', 'person.name', 'role'])
    .execute();
  return rows.map((row) => ({
    ...{ roomId, networkId, institutionId, name: row.name },
    personId: row.id as PersonId,
    role: row.role as RoomRole,
  }));
}

async function tellRoom(
  ctx: WriteContext,
  { roomId, networkId }: Pick<RoomAccess, 'roomId' | 'networkId'>,
  kind: 'institution_left' | 'institution_returned',
  institutionId: InstitutionId,
  data: { people?: { personId: string; role: string }[] } = {},
): Promise<void> {
  const { name } = await ctx.trx
    .selectFrom('institution')
    .where('id', '=', institutionId)
    .select('name')
    .executeTakeFirstOrThrow();
  await recordEvent(ctx, {
    ...{ roomId, kind, subjectKind: 'institution', subjectId: institutionId, institutionId },
    data: { title: name, ...data },
  });
  await recordAudit(ctx.trx, {
    kind: kind === 'institution_left' ? 'room_institution_left' : 'room_institution_returned',
    ...{ personId: ctx.actor.personId, at: ctx.now, networkId, roomId },
    data: { institutionId, ...data },
  });
}
