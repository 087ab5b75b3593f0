import { isId, type InstitutionId, type NetworkId } from '#domain/ids.ts';
import { institutionAbilities, type InstitutionAbilities } from '#domain/institution/abilities.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';

export interface InstitutionAccess {
  institutionId: InstitutionId;
  networkId: NetworkId;
  name: string;
  abilities: InstitutionAbilities;
}

/**
 * What the actor may do with an institution, in one query. Throws `not_found` when there is none, when it left its
 * network or was joined to another, and without a right to `ability`: they look the same.
 */
export async function institutionAccess(
  { db, actor }: Pick<ReadContext, 'db' | 'actor'>,
  institutionId: string,
  ability: keyof InstitutionAbilities = 'see',
): Promise<InstitutionAccess> {
  if (!isId(institutionId)) throw notFound('institution');
  const row = await db
    .selectFrom('institution')
    .where('id', '=', institutionId)
    .where('left_at', 'is', null)
    .where('merged_into', 'is', null)
    .select(['id', 'network_id', 'name'])
    .executeTakeFirst();
  if (!row) throw notFound('institution');
  const ids = { institutionId: row.id as InstitutionId, networkId: row.network_id as NetworkId };
  const abilities = institutionAbilities(actor, ids);
  if (!abilities[ability]) throw notFound('institution');
  return { ...ids, name: row.name, abilities };
}
