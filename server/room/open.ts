import {
  newId,
  type DocumentId,
  type InstitutionId,
  type NetworkId,
  type RoomId,
  type TwinningId,
} from '#domain/ids.ts';
import type { Lang } from '#domain/person/lang.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type { openRoom } from '#domain/room/schemas.ts';
import type { makeTwinning } from '#domain/twinning/schemas.ts';
import type * as v from 'valibot';
import type { WriteContext } from '../context.ts';
import type { Tx } from '../db/database.ts';
import { keepInstitutions } from '../db/network-lock.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { recordEvent } from '../event/record.ts';
import { seat } from './commands.ts';

/** Writes the first plan of a room in the same transaction. */
export type SeedPlan = (trx: Tx, room: { roomId: RoomId; lang: Lang; at: Date }) => Promise<DocumentId>;

/** What opening a room needs of other concepts. */
export interface Opening {
  seedPlan: SeedPlan;
  twin: (ctx: WriteContext, input: v.InferOutput<typeof makeTwinning>) => Promise<TwinningId>;
}

/**
 * Opens the room of a twinning, or of a new one between giver and receiver: twinning, room, institutions, first plan
 * and, if they lead it, the opener's place, all or nothing. Those who look after the network.
 */
export const open =
  ({ seedPlan, twin }: Opening) =>
  async (ctx: WriteContext, input: v.InferOutput<typeof openRoom>): Promise<RoomId> => {
    const { trx, now } = ctx;
    const { networkId, name, lang } = input;
    if (!networkAbilities(ctx.actor, networkId).openRoom) throw notFound('network');
    await keepInstitutions(trx, networkId);
    const twinningId = input.twinningId ?? (await twin(ctx, betweenTwo(input)).catch(atItsField));
    const partners = await partnersOf(trx, networkId, twinningId);
    const roomId = newId<RoomId>();
    // A room lives in its receiver's zone.
    const zone = partners.find((one) => one.side === 'receiver')?.zone ?? ctx.actor.zone;
    await trx
      .insertInto('room')
      .values({
        id: roomId,
        network_id: networkId,
        twinning_id: twinningId,
        name,
        lang,
        zone,
        created_at: now,
      })
      .execute();
    await trx
      .insertInto('room_institution')
      .values(
        partners.map(({ institutionId, side }, position) => ({
          ...{ room_id: roomId, institution_id: institutionId, side, position },
        })),
      )
      .execute();
    await seedPlan(trx, { roomId, lang, at: now });
    await recordEvent(ctx, {
      ...{ roomId, kind: 'room_opened', subjectKind: 'room', subjectId: roomId, data: { title: name } },
    });
    if (input.lead) await lead(ctx, { roomId, networkId });
    return roomId;
  };

/** A twinning of just two; the words of a refusal stand at the fields of the form. */
function betweenTwo(input: v.InferOutput<typeof openRoom>): v.InferOutput<typeof makeTwinning> {
  const { networkId, topicId, giverId, receiverId } = input;
  if (!topicId || !giverId || !receiverId)
    throw invalid({
      ...(topicId ? {} : { topicId: 'error_choice' }),
      ...(giverId ? {} : { giverId: 'error_choice' }),
      ...(receiverId ? {} : { receiverId: 'error_choice' }),
    });
  if (giverId === receiverId) throw invalid({ receiverId: 'error_same_institution' });
  const one = (institutionId: string) => [{ institutionId, sponsor: '' }];
  return {
    ...{ networkId, topicId, givers: one(giverId), receivers: one(receiverId) },
    ...{ agreement: '', agreedOn: null, step: 1 },
  };
}

/** What a twinning refuses of its lists stands at the two fields of this form. */
function atItsField(thrown: unknown): never {
  const fields = (thrown as { fields?: Record<string, string> }).fields ?? {};
  const giverId = fields['givers.0.institutionId'];
  const receiverId = fields['receivers.0.institutionId'];
  if (!giverId && !receiverId) throw thrown;
  throw invalid({ ...(giverId ? { giverId } : {}), ...(receiverId ? { receiverId } : {}) });
}

/** The twins of a living twinning that has no room yet; of two who open at once, one does. */
async function partnersOf(trx: Tx, networkId: NetworkId, twinningId: TwinningId) {
  const twinning = await trx
    .selectFrom('twinning')
    .where('id', '=', twinningId)
    .where('network_id', '=', networkId)
    .select('ended_at')
    .forUpdate()
    .executeTakeFirst();
  if (!twinning) throw invalid({ twinningId: 'error_choice' });
  if (twinning.ended_at) throw conflict('error_twinning_ended');
  const room = await trx
    .selectFrom('room')
    .where('twinning_id', '=', twinningId)
    .select('id')
    .executeTakeFirst();
  if (room) throw conflict('error_twinning_has_room');
  const rows = await trx
    .selectFrom('twinning_institution')
    .innerJoin('institution', 'institution.id', 'twinning_institution.institution_id')
    .where('twinning_id', '=', twinningId)
    .orderBy('twinning_institution.side')
    .orderBy('institution.name')
    .select(['institution.id', 'institution.zone', 'twinning_institution.side'])
    .execute();
  return rows.map((row) => ({ ...row, institutionId: row.id as InstitutionId }));
}

/** Whoever opens a room may lead it, through the institution that they look after the network for; everybody sees it. */
async function lead(
  ctx: WriteContext,
  { roomId, networkId }: { roomId: RoomId; networkId: NetworkId },
): Promise<void> {
  const { trx, actor, now } = ctx;
  const held = actor.networks.find((one) => one.networkId === networkId);
  if (!held) throw notFound('network');
  const { institutionId } = held;
  const place = { roomId, networkId, personId: actor.personId, institutionId, role: 'facilitator', at: now };
  await seat(trx, { ...place, speaks: false });
  await recordEvent(ctx, {
    ...{ roomId, kind: 'person_joined', subjectKind: 'person', subjectId: actor.personId, institutionId },
    data: { title: actor.name },
  });
  await recordAudit(trx, {
    ...{ kind: 'room_member_joined', personId: actor.personId, at: now, networkId, roomId },
    data: { subjectId: actor.personId, institutionId, role: 'facilitator' },
  });
}
