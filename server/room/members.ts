import type * as v from 'valibot';
import { institutionAbilities } from '#domain/institution/abilities.ts';
import type * as schemas from '#domain/room/schemas.ts';
import type { WriteContext } from '../context.ts';
import { invalid } from '../errors.ts';
import { recordEvent } from '../event/record.ts';
import type { RoomAccess } from './access.ts';
import {
  auditPlace,
  findPlace,
  giveUp,
  mindLastFacilitator,
  placeAccess,
  tellOf,
  type Place,
  type PlaceDoors,
} from './place.ts';

/** Gives a member another role, or lets them stand for another institution of the room. */
export const changePlace =
  (doors: PlaceDoors) =>
  async (ctx: WriteContext, input: v.InferOutput<typeof schemas.changePlace>): Promise<void> => {
    const { place, abilities } = await placeAccess(ctx, input.roomId, input.personId, 'change');
    if (!abilities.roles.includes(input.role)) throw invalid({ role: 'error_choice' });
    const moves = input.institutionId !== place.institutionId;
    if (moves && !abilities.moveElsewhere) throw invalid({ institutionId: 'error_choice' });
    if (!moves && input.role === place.role) return;
    if (moves) await mustBelong(ctx, input.personId, place, input.institutionId);
    if (input.role !== 'facilitator')
      await mindLastFacilitator(ctx.trx, place.roomId, [place.personId], input.evenIfLast);
    await setPlace(ctx, place, input);
    // Links that invite go with the role that may invite.
    if (place.role !== input.role || moves)
      await doors.withdraw(ctx, { madeBy: place.personId, roomId: place.roomId });
    await eventOf(
      ctx,
      'person_changed',
      { ...place, institutionId: input.institutionId },
      {
        role: input.role,
        was: place.role,
      },
    );
    const now = { role: input.role, institutionId: input.institutionId, was: place.role };
    await auditPlace(ctx, 'room_member_changed', place, now);
    await tellOf(ctx, place);
  };

/** Takes somebody out of the room. Their open commitments go to the successor, or wait for an owner. */
export const remove =
  (doors: PlaceDoors) =>
  async (ctx: WriteContext, input: v.InferOutput<typeof schemas.removeFromRoom>): Promise<void> => {
    const { place, access } = await placeAccess(ctx, input.roomId, input.personId, 'remove');
    await goes(ctx, doors, place, input);
    const links = input.takeLinks && linksForMany(access, place);
    const taken = links ? await doors.withdraw(ctx, links) : 0;
    await eventOf(ctx, 'person_removed', place);
    const { successorId } = input;
    await auditPlace(ctx, 'room_member_removed', place, { successorId, linksTaken: String(taken) });
  };

/** Who invites everybody takes every poster of the room back; who speaks for an institution, those that lead through it. */
export const linksForMany = (
  { abilities, institutionId: own }: Pick<RoomAccess, 'abilities' | 'institutionId'>,
  { roomId, institutionId }: Pick<Place, 'roomId' | 'institutionId'>,
): { roomId: string; institutionId?: string; many: true } | null => {
  if (abilities.invite) return { roomId, many: true };
  return own === institutionId ? { roomId, institutionId, many: true } : null;
};

/** The actor gives up their own place. */
export const leave =
  (doors: PlaceDoors) =>
  async (ctx: WriteContext, input: v.InferOutput<typeof schemas.leaveRoom>): Promise<void> => {
    const { place } = await placeAccess(ctx, input.roomId, ctx.actor.personId, 'leave');
    await goes(ctx, doors, place, input);
    await eventOf(ctx, 'person_left', place);
    await auditPlace(ctx, 'room_member_left', place, { successorId: input.successorId });
  };

async function goes(
  ctx: WriteContext,
  doors: PlaceDoors,
  place: Place,
  { successorId, evenIfLast }: { successorId: string | null; evenIfLast: boolean },
): Promise<void> {
  await mindLastFacilitator(ctx.trx, place.roomId, [place.personId], evenIfLast);
  if (successorId) {
    const successor = await findPlace(ctx.trx, place, successorId);
    if (!successor || successorId === place.personId) throw invalid({ successorId: 'error_choice' });
    await doors.passOn(ctx, { roomId: place.roomId, fromId: place.personId, toId: successorId });
  }
  await giveUp(ctx, doors, place);
}

/**
 * Somebody else of the same institution gets the place: role, and the open commitments with it; the earlier one goes.
 * A place the successor has in the room already is exchanged for it.
 */
export const replace =
  (doors: PlaceDoors) =>
  async (ctx: WriteContext, input: v.InferOutput<typeof schemas.replaceInRoom>): Promise<void> => {
    const { place } = await placeAccess(ctx, input.roomId, input.personId, 'replace');
    const successor = await successorOf(ctx, place, input.successorId);
    await setPlace(ctx, { ...place, personId: successor.id }, place);
    await doors.passOn(ctx, { roomId: place.roomId, fromId: place.personId, toId: successor.id });
    await giveUp(ctx, doors, place);
    await eventOf(ctx, 'person_replaced', place, {
      to: successor.name,
      toId: successor.id,
      role: place.role,
    });
    await auditPlace(ctx, 'room_member_replaced', place, { successorId: successor.id });
    await tellOf(ctx, { ...place, personId: successor.id });
  };

/**
 * People of the institution only; of those who are not in the room, whom the actor may see there. Anybody else is
 * invited first.
 */
async function successorOf({ trx, actor }: WriteContext, place: Place, successorId: Place['personId']) {
  const row = await trx
    .selectFrom('institution_member')
    .innerJoin('person', 'person.id', 'institution_member.person_id')
    .where('institution_member.institution_id', '=', place.institutionId)
    .where('person.id', '=', successorId)
    .where('person.id', '<>', place.personId)
    .where('person.deleted_at', 'is', null)
    .$if(!institutionAbilities(actor, place).seePeople, (query) =>
      query.where(({ exists, selectFrom }) =>
        exists(
          selectFrom('room_member')
            .where('room_id', '=', place.roomId)
            .whereRef('room_member.person_id', '=', 'person.id')
            .select('room_member.role'),
        ),
      ),
    )
    .select(['person.id', 'person.name'])
    .executeTakeFirst();
  if (!row) throw invalid({ successorId: 'error_choice' });
  return { id: row.id as Place['personId'], name: row.name };
}

async function mustBelong(
  { trx }: WriteContext,
  personId: string,
  { roomId }: Place,
  institutionId: string,
): Promise<void> {
  const row = await trx
    .selectFrom('institution_member')
    .innerJoin('room_institution', 'room_institution.institution_id', 'institution_member.institution_id')
    .where('room_institution.room_id', '=', roomId)
    .where('room_institution.left_at', 'is', null)
    .where('institution_member.institution_id', '=', institutionId)
    .where('institution_member.person_id', '=', personId)
    .select('institution_member.role')
    .executeTakeFirst();
  if (!row) throw invalid({ institutionId: 'rights_error_not_of_institution' });
}

const setPlace = (
  { trx, now }: WriteContext,
  { roomId, personId }: Pick<Place, 'roomId' | 'personId'>,
  { role, institutionId }: Pick<Place, 'role' | 'institutionId'>,
) =>
  trx
    .insertInto('room_member')
    .values({ room_id: roomId, person_id: personId, role, institution_id: institutionId, created_at: now })
    .onConflict((conflict) =>
      conflict.columns(['room_id', 'person_id']).doUpdateSet({ role, institution_id: institutionId }),
    )
    .execute();

const eventOf = (
  ctx: WriteContext,
  kind: 'person_changed' | 'person_removed' | 'person_left' | 'person_replaced',
  place: Place,
  data: Record<string, string> = {},
) =>
  recordEvent(ctx, {
    ...{ roomId: place.roomId, kind, subjectKind: 'person', subjectId: place.personId },
    institutionId: place.institutionId,
    data: { title: place.name, ...data },
  });
