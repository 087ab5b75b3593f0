import { isId, type InstitutionId, type NetworkId } from '#domain/ids.ts';
import { institutionAbilities, type InstitutionAbilities } from '#domain/institution/abilities.ts';
import type { Lang } from '#domain/person/lang.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';

/** The institution whose offers and needs these are; `not_found` without the right to `ability`. */
export async function offersAccess(
  { db, actor }: Pick<ReadContext, 'db' | 'actor'>,
  institutionId: string,
  ability: keyof InstitutionAbilities = 'see',
) {
  if (!isId(institutionId)) throw notFound('institution');
  const row = await db
    .selectFrom('institution')
    .where('id', '=', institutionId)
    .where('merged_into', 'is', null)
    .select(['id', 'network_id', 'name', 'short_name', 'left_at', 'lang', 'langs'])
    .executeTakeFirst();
  if (!row) throw notFound('institution');
  const ids = { institutionId: row.id as InstitutionId, networkId: row.network_id as NetworkId };
  const abilities = institutionAbilities(actor, ids);
  // Who left the network says nothing there any more.
  if (!abilities[ability] || (ability !== 'see' && row.left_at)) throw notFound('institution');
  return {
    ...ids,
    ...{ name: row.name, shortName: row.short_name, abilities },
    langs: (row.langs.length > 0 ? row.langs : [row.lang]) as Lang[],
  };
}
