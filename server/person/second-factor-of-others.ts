import type { NetworkId } from '#domain/ids.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type { removeSecondFactor as removeSecondFactorSchema } from '#domain/person/schemas.ts';
import type * as v from 'valibot';
import type { WriteContext } from '../context.ts';
import type { Tx } from '../db/database.ts';
import { notFound } from '../errors.ts';
import { enqueueMessage } from '../messaging/outbox.ts';
import { auditOwn } from './own-audit.ts';
import { findSecondFactor, takeOff } from './second-factor.ts';

type Whose = v.InferOutput<typeof removeSecondFactorSchema>;

/** For somebody of the network who lost telephone and paper. Administrators of that network only. */
export async function removeSecondFactorFor(ctx: WriteContext, input: Whose): Promise<void> {
  const { trx, actor, now } = ctx;
  const { networkId, personId } = input;
  const may = networkAbilities(actor, networkId).administer;
  if (!may || !(await belongs(trx, input)) || personId === actor.personId) throw notFound('person');
  // Who looks after another network as well is helped by an administrator of both.
  const elsewhere = await networksLookedAfter(trx, personId);
  if (!elsewhere.every((id) => networkAbilities(actor, id).administer)) throw notFound('person');
  if (!(await findSecondFactor(trx, personId))) return;
  await takeOff(trx, personId);
  await auditOwn(ctx, 'second_factor_off', { of: personId, data: { subjectId: personId } });
  await enqueueMessage(trx, {
    ...{ key: `second_factor_off:${personId}:${now.toISOString()}`, personId, roomId: null, at: now },
    ...{ template: 'second_factor_off', data: { byName: actor.name } },
  });
}

async function networksLookedAfter(trx: Tx, personId: string): Promise<NetworkId[]> {
  const rows = await trx
    .selectFrom('network_member')
    .where('person_id', '=', personId)
    .select('network_id')
    .execute();
  return rows.map((row) => row.network_id as NetworkId);
}

async function belongs(trx: Tx, { networkId, personId }: Whose): Promise<boolean> {
  const row = await trx
    .selectFrom('network_member')
    .where('person_id', '=', personId)
    .where('network_id', '=', networkId)
    .select('person_id')
    .union(
      trx
        .selectFrom('institution_member')
        .innerJoin('institution', 'institution.id', 'institution_member.institution_id')
        .where('person_id', '=', personId)
        .where('network_id', '=', networkId)
        .select('person_id'),
    )
    .executeTakeFirst();
  return Boolean(row);
}
