import { isId, type NetworkId, type TopicId } from '#domain/ids.ts';
import { networkAbilities, type NetworkAbilities } from '#domain/network/abilities.ts';
import type { renameTopic, retireTopic } from '#domain/network/schemas.ts';
import type { Stance } from '#domain/offer/offer.ts';
import { sql, type ExpressionBuilder } from 'kysely';
import type * as v from 'valibot';
import type { ReadContext, WriteContext } from '../context.ts';
import type { DB } from '../db/tables.ts';
import { conflict, invalid, notFound } from '../errors.ts';

/** A network's topics by name, with where each is in use. Everybody of the network. */
export async function topics({ db, actor }: ReadContext, networkId: NetworkId) {
  if (!networkAbilities(actor, networkId).see) throw notFound('network');
  const name = actor.lang === 'fr' ? 'name_fr' : 'name_en';
  const rows = await db
    .selectFrom('topic')
    .where('network_id', '=', networkId)
    .orderBy(sql`${sql.ref(name)} collate people`)
    .select((eb) => [
      'id',
      'name_en',
      'name_fr',
      eb
        .selectFrom('twinning')
        .where('network_id', '=', networkId)
        .whereRef('twinning.topic_id', '=', 'topic.id')
        .select((of) => of.fn.countAll<string>().as('count'))
        .as('twinnings'),
      speaking(eb, 'can_give').as('givers'),
      speaking(eb, 'wants_to_receive').as('receivers'),
    ])
    .execute();
  return rows.map((row) => ({
    id: row.id as TopicId,
    name: row[name],
    nameEn: row.name_en,
    nameFr: row.name_fr,
    twinnings: Number(row.twinnings),
    givers: Number(row.givers),
    receivers: Number(row.receivers),
  }));
}

const speaking = (eb: ExpressionBuilder<DB, 'topic'>, stance: Stance) =>
  eb
    .selectFrom('offer_need')
    .whereRef('offer_need.topic_id', '=', 'topic.id')
    .where('stance', '=', stance)
    .select((of) => of.fn.countAll<string>().as('count'));

/** Gives a topic other names, in both languages. Those who look after the network. */
export async function rename(ctx: WriteContext, input: v.InferOutput<typeof renameTopic>): Promise<void> {
  const networkId = await networkOf(ctx, input.topicId, 'addTopic');
  const same = await ctx.trx
    .selectFrom('topic')
    .where('network_id', '=', networkId)
    .where('id', '<>', input.topicId)
    .where((eb) => eb(eb.fn<string>('lower', ['name_en']), '=', input.nameEn.toLowerCase()))
    .select('id')
    .executeTakeFirst();
  if (same) throw invalid({ nameEn: 'error_name_taken' });
  await ctx.trx
    .updateTable('topic')
    .set({ name_en: input.nameEn, name_fr: input.nameFr })
    .where('id', '=', input.topicId)
    .execute();
}

/**
 * Takes a topic that nobody works on, gives or wants out of the network; "not now" is no use of it. Those who look
 * after the network.
 */
export async function retire(ctx: WriteContext, input: v.InferOutput<typeof retireTopic>): Promise<void> {
  await networkOf(ctx, input.topicId, 'addTopic');
  const { trx } = ctx;
  const used = await trx
    .selectFrom('topic')
    .where('id', '=', input.topicId)
    .where((eb) =>
      eb.or([
        eb.exists(
          eb.selectFrom('twinning').where('topic_id', '=', input.topicId).select(sql.lit(1).as('one')),
        ),
        eb.exists(
          eb
            .selectFrom('offer_need')
            .where('topic_id', '=', input.topicId)
            .where('stance', '<>', 'not_now')
            .select(sql.lit(1).as('one')),
        ),
      ]),
    )
    .select('id')
    .executeTakeFirst();
  if (used) throw conflict('error_topic_in_use');
  await trx.deleteFrom('offer_need').where('topic_id', '=', input.topicId).execute();
  await trx.deleteFrom('topic').where('id', '=', input.topicId).execute();
}

/** The network of a topic, its row locked, so that nobody begins to use what is being retired. */
async function networkOf(
  { trx, actor }: WriteContext,
  topicId: string,
  ability: keyof NetworkAbilities,
): Promise<NetworkId> {
  const row = isId(topicId)
    ? await trx
        .selectFrom('topic')
        .where('id', '=', topicId)
        .select('network_id')
        .forUpdate()
        .executeTakeFirst()
    : undefined;
  const networkId = row?.network_id as NetworkId | undefined;
  if (!networkId || !networkAbilities(actor, networkId)[ability]) throw notFound('topic');
  return networkId;
}
