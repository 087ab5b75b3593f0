import { networkAbilities } from '#domain/network/abilities.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';

/**
 * The frame of every page of a network: its name, what the actor may do there, their other networks. Without an id
 * the first of the actor's networks; `not_found` for those who belong to none of its institutions.
 */
export async function head({ db, actor }: ReadContext, id: string | null) {
  const ids = [...new Set([...actor.networks, ...actor.institutions].map((one) => one.networkId))];
  const networkId = id === null ? ids[0] : ids.find((one) => one === id);
  if (!networkId) throw notFound('network');
  const rows = await db
    .selectFrom('network')
    .where('id', 'in', ids)
    .orderBy('name')
    .select(['id', 'name'])
    .execute();
  const others = rows.filter((row) => row.id !== networkId);
  const name = rows.find((row) => row.id === networkId)?.name ?? '';
  return { id: networkId, name, abilities: networkAbilities(actor, networkId), others };
}
