import { institutionAbilities, type InstitutionAbilities } from '#domain/institution/abilities.ts';
import { isId, type InstitutionId, type NetworkId } from '#domain/ids.ts';
import type { Level } from '#domain/network/network.ts';
import type { Lang } from '#domain/person/lang.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';

export interface InstitutionDetails {
  id: InstitutionId;
  networkId: NetworkId;
  name: string;
  shortName: string;
  level: Level;
  place: string;
  zone: string;
  lang: Lang;
  langs: string[];
  code: string | null;
  sponsor: string;
  leftAt: Date | null;
  mergedInto: InstitutionId | null;
  abilities: InstitutionAbilities;
}

/**
 * All that is known of an institution, also of one that left its network or was joined to another. `not_found` when there
 * is none or no right to `ability`.
 */
export async function institutionDetails(
  { db, actor }: Pick<ReadContext, 'db' | 'actor'>,
  institutionId: string,
  ability: keyof InstitutionAbilities = 'see',
): Promise<InstitutionDetails> {
  if (!isId(institutionId)) throw notFound('institution');
  const row = await db
    .selectFrom('institution')
    .where('id', '=', institutionId)
    .select(['id', 'network_id', 'name', 'short_name', 'level', 'place', 'zone', 'lang', 'langs', 'code'])
    .select(['sponsor', 'left_at', 'merged_into'])
    .executeTakeFirst();
  if (!row) throw notFound('institution');
  const ids = { institutionId: row.id as InstitutionId, networkId: row.network_id as NetworkId };
  const abilities = institutionAbilities(actor, ids);
  if (!abilities[ability]) throw notFound('institution');
  return {
    id: ids.institutionId,
    networkId: ids.networkId,
    ...{ name: row.name, shortName: row.short_name, level: row.level as Level, place: row.place },
    ...{ zone: row.zone, lang: row.lang as Lang, langs: row.langs, code: row.code, sponsor: row.sponsor },
    leftAt: row.left_at,
    mergedInto: row.merged_into as InstitutionId | null,
    abilities,
  };
}
