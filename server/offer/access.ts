import { isId, type InstitutionId, type NetworkId } from '#domain/ids.ts';
import { institutionAbilities, type InstitutionAbilities } from '#domain/institution/abilities.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';

/** The institution whose offers and needs these are; `not_found` without the right to `ability`. */
export async function offersAccess(
  { db, actor }: Pick<ReadContext, 'db' | 'actor'>,
  institutionId: string,
  ability: keyof InstitutionAbilities = 'see',
) {
  if (!isId(institutionId)) throw notFound('institution');
  return accessBy(actor, await ownRow(db, institutionId).executeTakeFirst(), ability);
}

/** An institution that may say something, before anybody's right to it is known. */
export const ownRow = (db: ReadContext['db'], institutionId: string) =>
  db
    .selectFrom('institution')
    .where('institution.id', '=', institutionId)
    .where('institution.merged_into', 'is', null)
    .select([
      ...([
        'institution.id',
        'institution.network_id',
        'institution.name',
        'institution.short_name',
      ] as const),
      'institution.left_at',
    ]);
type OwnRow = NonNullable<Awaited<ReturnType<ReturnType<typeof ownRow>['executeTakeFirst']>>>;

/** What the actor may do with the institution of such a row; `not_found` without it or without the right. */
export function accessBy(
  actor: ReadContext['actor'],
  row: OwnRow | undefined,
  ability: keyof InstitutionAbilities = 'see',
) {
  if (!row) throw notFound('institution');
  const ids = { institutionId: row.id as InstitutionId, networkId: row.network_id as NetworkId };
  const abilities = institutionAbilities(actor, ids);
  // Who left the network says nothing there any more.
  if (!abilities[ability] || (ability !== 'see' && row.left_at)) throw notFound('institution');
  return { ...ids, name: row.name, shortName: row.short_name, abilities };
}
