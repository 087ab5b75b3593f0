import type { sayOffers } from '#domain/offer/schemas.ts';
import type { Stance } from '#domain/offer/offer.ts';
import type * as v from 'valibot';
import { reading, type WriteContext } from '../context.ts';
import { invalid } from '../errors.ts';
import { offersAccess } from './access.ts';

/**
 * Keeps what an institution says about its topics; only what differs from before is written, with who and when. Its
 * co-facilitators and managers, and those who look after the network. Answers how many topics changed.
 */
export async function say(ctx: WriteContext, input: v.InferOutput<typeof sayOffers>): Promise<number> {
  const { trx, actor, now } = ctx;
  const { networkId } = await offersAccess(reading(ctx), input.institutionId, 'offer');
  const said = input.offers.flatMap(({ stance, ...offer }, place) => {
    if (stance !== '') return [{ ...offer, stance }];
    if (offer.figure !== '') throw invalid({ [`offers.${place}.stance`]: 'error_offer_stance' });
    return [];
  });
  const topics = await trx.selectFrom('topic').where('network_id', '=', networkId).select('id').execute();
  const known = new Set(topics.map(({ id }) => id));
  // A topic that was retired while the form was open: its answer has nowhere to go.
  const rows = said.filter(({ topicId }) => known.has(topicId));
  if (rows.length === 0) return 0;
  const written = await trx
    .insertInto('offer_need')
    .values(rows.map((offer) => toRow(offer, input.institutionId, actor.personId, now)))
    .onConflict((conflict) =>
      conflict
        .columns(['institution_id', 'topic_id'])
        .doUpdateSet((eb) => ({
          stance: eb.ref('excluded.stance'),
          figure: eb.ref('excluded.figure'),
          by: eb.ref('excluded.by'),
          at: eb.ref('excluded.at'),
        }))
        .where((eb) =>
          eb.or([
            eb('offer_need.stance', '<>', eb.ref('excluded.stance')),
            eb('offer_need.figure', '<>', eb.ref('excluded.figure')),
          ]),
        ),
    )
    .returning('topic_id')
    .execute();
  return written.length;
}

const toRow = (
  { topicId, stance, figure }: { topicId: string; stance: Stance; figure: string },
  institutionId: string,
  by: string,
  at: Date,
) => ({ institution_id: institutionId, topic_id: topicId, stance, figure, by, at });
