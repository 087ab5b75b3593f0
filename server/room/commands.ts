import { newId, type DocumentId, type RoomId, type TwinningId } from '#domain/ids.ts';
import { holds } from '#domain/person/actor.ts';
import type { joinRoom, moveStep, openRoom, visit } from '#domain/room/schemas.ts';
import type * as v from 'valibot';
import { reading, type WriteContext } from '../context.ts';
import type { Tx } from '../db/database.ts';
import { invalid, notFound } from '../errors.ts';
import { recordEvent } from '../event/record.ts';
import { notifyRights } from '../live/notify.ts';
import { roomAccess } from './access.ts';

/** Writes the first plan of a room in the same transaction. */
export type SeedPlan = (
  trx: Tx,
  room: { roomId: RoomId; lang: 'en' | 'fr'; at: Date },
) => Promise<DocumentId>;

/** Opens a room for a new twinning of two institutions. Administrators and backbone managers of the network. */
export const open =
  (seedPlan: SeedPlan) =>
  async ({ trx, actor, now }: WriteContext, input: v.InferOutput<typeof openRoom>): Promise<RoomId> => {
    if (!holds(actor, input.networkId, 'administrator') && !holds(actor, input.networkId, 'backbone_manager'))
      throw notFound('network');
    if (input.giverId === input.receiverId) throw invalid({ receiverId: 'error_same_institution' });
    const zone = await zoneOfReceiver(trx, input);
    const twinningId = newId<TwinningId>();
    const roomId = newId<RoomId>();
    const at = { created_at: now };
    await trx
      .insertInto('twinning')
      .values({ id: twinningId, network_id: input.networkId, topic_id: input.topicId, ...at })
      .execute();
    const sides = [
      { institution_id: input.giverId, side: 'giver' },
      { institution_id: input.receiverId, side: 'receiver' },
    ];
    await trx
      .insertInto('twinning_institution')
      .values(sides.map((side) => ({ twinning_id: twinningId, ...side })))
      .execute();
    await trx
      .insertInto('room')
      .values({
        id: roomId,
        network_id: input.networkId,
        twinning_id: twinningId,
        name: input.name,
        lang: input.lang,
        zone,
        ...at,
      })
      .execute();
    await trx
      .insertInto('room_institution')
      .values(sides.map((side, position) => ({ room_id: roomId, position, ...side })))
      .execute();
    await seedPlan(trx, { roomId, lang: input.lang, at: now });
    await recordEvent(
      { trx, actor, now },
      { roomId, kind: 'room_opened', subjectKind: 'room', subjectId: roomId, data: { title: input.name } },
    );
    return roomId;
  };

/** A room lives in its receiver's zone; also proves that topic and institutions are the network's. */
async function zoneOfReceiver(trx: Tx, input: v.InferOutput<typeof openRoom>): Promise<string> {
  const topic = await trx
    .selectFrom('topic')
    .where('id', '=', input.topicId)
    .where('network_id', '=', input.networkId)
    .select('id')
    .executeTakeFirst();
  if (!topic) throw invalid({ topicId: 'error_choice' });
  const found = await trx
    .selectFrom('institution')
    .where('id', 'in', [input.giverId, input.receiverId])
    .where('network_id', '=', input.networkId)
    .select(['id', 'zone'])
    .execute();
  const receiver = found.find((institution) => institution.id === input.receiverId);
  if (!receiver) throw invalid({ receiverId: 'error_choice' });
  if (found.length !== 2) throw invalid({ giverId: 'error_choice' });
  return receiver.zone;
}

/** Brings a person into a room through an institution. Facilitators of the room and the network's administrators. */
export async function join(ctx: WriteContext, input: v.InferOutput<typeof joinRoom>): Promise<void> {
  const access = await roomAccess(reading(ctx), input.roomId, 'invite');
  await seat(ctx.trx, { ...input, networkId: access.networkId, at: ctx.now });
  const person = await ctx.trx
    .selectFrom('person')
    .where('id', '=', input.personId)
    .select('name')
    .executeTakeFirstOrThrow();
  await recordEvent(ctx, {
    roomId: input.roomId,
    kind: 'person_joined',
    subjectKind: 'person',
    subjectId: input.personId,
    institutionId: input.institutionId,
    data: { title: person.name },
  });
}

/**
 * Gives a person their place in a room, replacing an earlier one. The institution must be of the room's network;
 * one that is new to the room (the backbone's facilitator) joins it.
 */
export async function seat(
  trx: Tx,
  seat: {
    roomId: RoomId;
    networkId: string;
    personId: string;
    institutionId: string;
    role: string;
    at: Date;
  },
): Promise<void> {
  const institution = await trx
    .selectFrom('institution')
    .where('id', '=', seat.institutionId)
    .where('network_id', '=', seat.networkId)
    .select(['id', 'level'])
    .executeTakeFirst();
  if (!institution) throw invalid({ institutionId: 'error_choice' });
  const { last } = await trx
    .selectFrom('room_institution')
    .where('room_id', '=', seat.roomId)
    .select((eb) => eb.fn.max('position').as('last'))
    .executeTakeFirstOrThrow();
  await trx
    .insertInto('room_institution')
    .values({
      room_id: seat.roomId,
      institution_id: seat.institutionId,
      side: institution.level === 'backbone' ? 'backbone' : 'receiver',
      position: Number(last ?? -1) + 1,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await belong(trx, seat);
  const place = { institution_id: seat.institutionId, role: seat.role };
  await trx
    .insertInto('room_member')
    .values({ room_id: seat.roomId, person_id: seat.personId, created_at: seat.at, ...place })
    .onConflict((conflict) => conflict.columns(['room_id', 'person_id']).doUpdateSet(place))
    .execute();
  await notifyRights(trx, { personId: seat.personId, roomId: seat.roomId });
}

/** Whoever is in a room through an institution belongs to it; a role they already have there stays. */
const belong = (
  trx: Tx,
  seat: { institutionId: string; personId: string; role: string; at: Date },
): Promise<unknown> =>
  trx
    .insertInto('institution_member')
    .values({
      institution_id: seat.institutionId,
      person_id: seat.personId,
      role: seat.role === 'co_facilitator' || seat.role === 'manager' ? seat.role : 'staff',
      created_at: seat.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();

/** Moves the twinning to another step of the improvement cycle, forth or back. */
export async function moveToStep(ctx: WriteContext, input: v.InferOutput<typeof moveStep>): Promise<void> {
  await roomAccess(reading(ctx), input.roomId, 'facilitate');
  await ctx.trx
    .updateTable('twinning')
    .set({ step: input.step })
    .where('id', '=', (eb) => eb.selectFrom('room').where('room.id', '=', input.roomId).select('twinning_id'))
    .execute();
  await recordEvent(ctx, {
    roomId: input.roomId,
    kind: 'step_moved',
    subjectKind: 'room',
    subjectId: input.roomId,
    data: { step: input.step },
  });
}

/** Remembers when the actor last looked at a room ("since you were here"). */
export async function visitRoom(ctx: WriteContext, input: v.InferOutput<typeof visit>): Promise<void> {
  await roomAccess(reading(ctx), input.roomId);
  await ctx.trx
    .insertInto('room_visit')
    .values({ room_id: input.roomId, person_id: ctx.actor.personId, at: ctx.now })
    .onConflict((conflict) => conflict.columns(['room_id', 'person_id']).doUpdateSet({ at: ctx.now }))
    .execute();
}
