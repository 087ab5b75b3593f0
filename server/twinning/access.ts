import { isId, type InstitutionId, type NetworkId, type RoomId, type TwinningId } from '#domain/ids.ts';
import { twinningAbilities, type TwinningAbilities } from '#domain/twinning/abilities.ts';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';

export interface TwinningAccess {
  twinningId: TwinningId;
  networkId: NetworkId;
  step: number;
  ended: boolean;
  roomId: RoomId | null;
  abilities: TwinningAbilities;
}

/**
 * What the actor may do with a twinning; `not_found` when there is none or no right to `ability`. With `lock`, other
 * changes of it wait until the transaction ends.
 */
export async function twinningAccess(
  { db, actor }: Pick<ReadContext, 'db' | 'actor'>,
  twinningId: string,
  ability: keyof TwinningAbilities = 'see',
  { lock = false } = {},
): Promise<TwinningAccess> {
  if (!isId(twinningId)) throw notFound('twinning');
  const row = await db
    .selectFrom('twinning')
    .where('twinning.id', '=', twinningId)
    .select((eb) => [
      'id',
      'network_id',
      'step',
      'ended_at',
      eb
        .selectFrom('room')
        .whereRef('room.twinning_id', '=', 'twinning.id')
        .orderBy('room.created_at')
        .limit(1)
        .select('room.id')
        .as('room_id'),
      jsonArrayFrom(
        eb
          .selectFrom('twinning_institution')
          .whereRef('twinning_id', '=', 'twinning.id')
          .select('institution_id as id'),
      ).as('institutions'),
    ])
    .$if(lock, (query) => query.forUpdate('twinning'))
    .executeTakeFirst();
  if (!row) throw notFound('twinning');
  const networkId = row.network_id as NetworkId;
  const ended = row.ended_at !== null;
  const institutionIds = row.institutions.map(({ id }) => id as InstitutionId);
  const abilities = twinningAbilities(actor, {
    ...{ networkId, institutionIds, ended, hasRoom: row.room_id !== null },
  });
  if (!abilities[ability]) throw notFound('twinning');
  return {
    ...{ twinningId: row.id as TwinningId, networkId, step: row.step, ended, abilities },
    roomId: row.room_id as RoomId | null,
  };
}
