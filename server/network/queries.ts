import { networkAbilities } from '#domain/network/abilities.ts';
import type { TopicId } from '#domain/ids.ts';
import { sql, type ExpressionBuilder } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { ReadContext } from '../context.ts';
import type { DB } from '../db/tables.ts';
import { notFound } from '../errors.ts';
import { hasSession } from './next-step.ts';

/**
 * The frame of every page of a network: its name and topics, what the actor may do there, their other networks. Without
 * an id the first of the actor's networks; `not_found` for those who belong to none of its institutions.
 */
export async function head({ db, actor }: ReadContext, id: string | null) {
  const ids = [...new Set([...actor.networks, ...actor.institutions].map((one) => one.networkId))];
  const networkId = id === null ? ids[0] : ids.find((one) => one === id);
  if (!networkId) throw notFound('network');
  const rows = await db
    .selectFrom('network')
    .where('id', 'in', ids)
    .orderBy('name')
    .select((eb) => [
      'id',
      'name',
      hasSession(eb).as('begun'),
      jsonArrayFrom(topicRows(eb, actor)).as('topics'),
    ])
    .execute();
  const here = rows.find((row) => row.id === networkId);
  return {
    ...{ id: networkId, name: here?.name ?? '', abilities: networkAbilities(actor, networkId) },
    others: rows.flatMap(({ id, name }) => (id === networkId ? [] : [{ id, name }])),
    topics: (here?.topics ?? []).map((topic) => ({ ...topic, id: topic.id as TopicId })),
    /** A first session was planned somewhere: the setup is over. */
    begun: here?.begun !== null && here?.begun !== undefined,
  };
}

/** By name; `twinned`: some twinning is about it. */
const topicRows = (eb: ExpressionBuilder<DB, 'network'>, { lang }: ReadContext['actor']) =>
  eb
    .selectFrom('topic')
    .whereRef('topic.network_id', '=', 'network.id')
    .orderBy(sql`${sql.ref(lang === 'fr' ? 'topic.name_fr' : 'topic.name_en')} collate people`)
    .select((of) => [
      'topic.id',
      lang === 'fr' ? 'topic.name_fr as name' : 'topic.name_en as name',
      // The first by its index; asked whether there is any, Postgres reads all twinnings once.
      of(
        of
          .selectFrom('twinning')
          .whereRef('twinning.topic_id', '=', 'topic.id')
          .orderBy('twinning.created_at')
          .limit(1)
          .select('twinning.id'),
        'is not',
        null,
      ).as('twinned'),
    ]);
