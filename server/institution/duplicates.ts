import type { NetworkId } from '#domain/ids.ts';
import { perhapsSame } from '#domain/institution/same.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type { Level } from '#domain/network/network.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { apartIn } from './apart.ts';
import { institutionDetails } from './details.ts';

/** Pairs of institutions that may be one and were not put aside, at most fifty. For those who look after the network. */
export async function duplicates({ db, actor }: ReadContext, networkId: NetworkId) {
  if (!networkAbilities(actor, networkId).lookAfter) throw notFound('network');
  const all = await db
    .selectFrom('institution')
    .where('network_id', '=', networkId)
    .where('merged_into', 'is', null)
    .where('left_at', 'is', null)
    .orderBy('name')
    .select(['id', 'name', 'place', 'level', 'code'])
    .execute();
  return perhapsSame(
    all.map((one) => ({ ...one, level: one.level as Level })),
    50,
    await apartIn(db, networkId),
  );
}

/** Two institutions side by side, with what hangs on each. For those who look after the network. */
export async function sideBySide(ctx: ReadContext, oneId: string, otherId: string) {
  return Promise.all([withCounts(ctx, oneId), withCounts(ctx, otherId)]);
}

async function withCounts(ctx: ReadContext, id: string) {
  const institution = await institutionDetails(ctx, id, 'merge');
  if (institution.leftAt || institution.mergedInto) throw notFound('institution');
  const counted = await ctx.db
    .selectNoFrom((eb) => [
      eb
        .selectFrom('institution_member')
        .where('institution_id', '=', id)
        .select((of) => of.fn.countAll<number>().as('count'))
        .as('people'),
      eb
        .selectFrom('room_institution')
        .where('institution_id', '=', id)
        .select((of) => of.fn.countAll<number>().as('count'))
        .as('rooms'),
      eb
        .selectFrom('commitment')
        .where('institution_id', '=', id)
        .select((of) => of.fn.countAll<number>().as('count'))
        .as('commitments'),
    ])
    .executeTakeFirstOrThrow();
  const { people, rooms, commitments } = counted;
  return {
    ...institution,
    people: Number(people),
    rooms: Number(rooms),
    commitments: Number(commitments),
  };
}
