import type { RoomId } from '#domain/ids.ts';
import { institutionAbilities } from '#domain/institution/abilities.ts';
import type { joinRoom, moveStep, visit } from '#domain/room/schemas.ts';
import type * as v from 'valibot';
import { reading, type WriteContext } from '../context.ts';
import { sql, type Tx } from '../db/database.ts';
import { keepInstitutions } from '../db/network-lock.ts';
import { invalid } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { recordEvent } from '../event/record.ts';
import { notifyLive, notifyRights } from '../live/notify.ts';
import { roomAccess } from './access.ts';

/** Brings a person into a room through an institution. Facilitators of the room and the network's administrators. */
export async function join(ctx: WriteContext, input: v.InferOutput<typeof joinRoom>): Promise<void> {
  const access = await roomAccess(reading(ctx), input.roomId, 'invite');
  await keepInstitutions(ctx.trx, access.networkId);
  const speaks = institutionAbilities(ctx.actor, { ...input, networkId: access.networkId }).invite;
  await seat(ctx.trx, { ...input, networkId: access.networkId, at: ctx.now, speaks });
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
  await recordAudit(ctx.trx, {
    ...{ kind: 'room_member_joined', personId: ctx.actor.personId, at: ctx.now },
    ...{ networkId: access.networkId, roomId: input.roomId },
    data: { subjectId: input.personId, institutionId: input.institutionId, role: input.role },
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
    /** Who gives the place may also give this role at the institution itself. */
    speaks: boolean;
  },
): Promise<void> {
  const institution = await trx
    .selectFrom('institution')
    .where('id', '=', seat.institutionId)
    .where('network_id', '=', seat.networkId)
    .where('left_at', 'is', null)
    .where('merged_into', 'is', null)
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
    // One that left comes back with whoever is seated through it.
    .onConflict((conflict) =>
      conflict.columns(['room_id', 'institution_id']).doUpdateSet({ left_at: null, left_by: null }),
    )
    .execute();
  await belong(trx, { ...seat, role: await roleThere(trx, seat, institution.level) });
  const place = { institution_id: seat.institutionId, role: seat.role };
  await trx
    .insertInto('room_member')
    .values({ room_id: seat.roomId, person_id: seat.personId, created_at: seat.at, ...place })
    .onConflict((conflict) => conflict.columns(['room_id', 'person_id']).doUpdateSet(place))
    .execute();
  await notifyRights(trx, { personId: seat.personId, roomId: seat.roomId });
  await notifyLive(trx, `person:${seat.personId}`, seat.at);
}

/**
 * The role at the institution that a place in a room brings along. Who leads a room does not say who speaks for a hospital
 * everywhere, unless nobody does so far; the network's own office is nobody's to take.
 */
async function roleThere(
  trx: Tx,
  { role, speaks, institutionId }: { role: string; speaks: boolean; institutionId: string },
  level: string,
): Promise<string> {
  if (role !== 'co_facilitator' && role !== 'manager') return 'staff';
  if (speaks) return role;
  if (level === 'backbone') return 'staff';
  const speaker = await trx
    .selectFrom('institution_member')
    .where('institution_id', '=', institutionId)
    .where('role', 'in', ['co_facilitator', 'manager'])
    .select('person_id')
    .executeTakeFirst();
  return speaker ? 'staff' : role;
}

/** Whoever is in a room through an institution belongs to it; a role they already have there stays. */
const belong = (
  trx: Tx,
  { institutionId, personId, role, at }: { institutionId: string; personId: string; role: string; at: Date },
): Promise<unknown> =>
  trx
    .insertInto('institution_member')
    .values({ institution_id: institutionId, person_id: personId, role, created_at: at })
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

const stayMs = 30 * 60_000;

/** Remembers when the actor last looked at a room ("since you were here"). */
export async function visitRoom(ctx: WriteContext, input: v.InferOutput<typeof visit>): Promise<void> {
  await roomAccess(reading(ctx), input.roomId);
  await ctx.trx
    .insertInto('room_visit')
    .values({ room_id: input.roomId, person_id: ctx.actor.personId, at: ctx.now })
    .onConflict((conflict) =>
      conflict.columns(['room_id', 'person_id']).doUpdateSet({
        at: ctx.now,
        // Whoever comes after a while begins another stay: what is new is what came since the one before.
        before_at: sql<Date>`CASE WHEN room_visit.at < ${new Date(ctx.now.getTime() - stayMs)}
          THEN room_visit.at ELSE room_visit.before_at END`,
      }),
    )
    .execute();
}
