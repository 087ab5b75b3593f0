import type { InstitutionId, NetworkId } from '#domain/ids.ts';
import { isId } from '#domain/ids.ts';
import type { TwinningSide } from '#domain/twinning/twinning.ts';
import type { Tx } from '../db/database.ts';
import { invalid } from '../errors.ts';

interface Said {
  institutionId: string;
  sponsor: string;
}
export interface FoundPartner {
  institutionId: InstitutionId;
  side: TwinningSide;
  sponsor: string;
}

/**
 * The institutions that were chosen or typed, each with its side. All of the network, none twice; refusals name the
 * field as the form does (`givers.0.institutionId`).
 */
export async function findPartners(
  trx: Tx,
  networkId: NetworkId,
  said: { givers: readonly Said[]; receivers: readonly Said[] },
): Promise<FoundPartner[]> {
  const found: FoundPartner[] = [];
  const sides = [
    ['givers', 'giver'],
    ['receivers', 'receiver'],
  ] as const;
  for (const [list, side] of sides)
    for (const [place, one] of said[list].entries()) {
      const field = `${list}.${place}.institutionId`;
      const institutionId = await findPartner(trx, networkId, one.institutionId, field);
      if (found.some((other) => other.institutionId === institutionId))
        throw invalid({ [field]: 'error_same_institution' });
      found.push({ institutionId, side, sponsor: one.sponsor });
    }
  return found;
}

/** One institution of the network that is still in it, as chosen or typed; a refusal stands at `field`. */
export async function findPartner(
  trx: Tx,
  networkId: NetworkId,
  said: string,
  field: string,
): Promise<InstitutionId> {
  const living = trx
    .selectFrom('institution')
    .where('network_id', '=', networkId)
    .where('left_at', 'is', null)
    .where('merged_into', 'is', null)
    .select('id');
  if (isId(said)) {
    const row = await living.where('id', '=', said.toLowerCase()).executeTakeFirst();
    if (!row) throw invalid({ [field]: 'error_choice' });
    return row.id as InstitutionId;
  }
  const [name, place] = nameAndPlace(said);
  const rows = await living
    .where((eb) =>
      eb.or([
        eb(eb.fn<string>('lower', ['name']), '=', said.toLowerCase()),
        eb.and([
          eb(eb.fn<string>('lower', ['name']), '=', name),
          eb(eb.fn<string>('lower', ['place']), '=', place),
        ]),
      ]),
    )
    .limit(2)
    .execute();
  if (rows.length === 2) throw invalid({ [field]: 'error_twinning_which' });
  if (!rows[0]) throw invalid({ [field]: 'error_twinning_unknown' });
  return rows[0].id as InstitutionId;
}

const nameAndPlace = (said: string): [string, string] => {
  const at = said.lastIndexOf(',');
  const words = said.toLowerCase();
  return at < 0 ? [words, ''] : [words.slice(0, at).trim(), words.slice(at + 1).trim()];
};
