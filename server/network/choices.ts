import type { InstitutionId, NetworkId, TopicId } from '#domain/ids.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import { sql } from 'kysely';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';

/** A list of more institutions than this is no list to choose from: people type the name instead. */
const mostToChoose = 150;

/** What can be chosen when institutions are twinned: topics, and the institutions by name if they are not too many. */
export async function choices({ db, actor }: ReadContext, networkId: NetworkId) {
  if (!networkAbilities(actor, networkId).lookAfter) throw notFound('network');
  const topicName = actor.lang === 'fr' ? 'name_fr' : 'name_en';
  const [topics, institutions] = await Promise.all([
    db
      .selectFrom('topic')
      .where('network_id', '=', networkId)
      .orderBy(sql`${sql.ref(topicName)} collate people`)
      .select(['id', `${topicName} as name`])
      .execute(),
    db
      .selectFrom('institution')
      .where('network_id', '=', networkId)
      .where('left_at', 'is', null)
      .where('merged_into', 'is', null)
      .orderBy('name')
      .limit(mostToChoose + 1)
      .select(['id', 'name', 'place'])
      .execute(),
  ]);
  const many = institutions.length > mostToChoose;
  return {
    topics: topics.map(({ id, name }) => ({ id: id as TopicId, name })),
    institutions: many ? [] : institutions.map((row) => ({ ...row, id: row.id as InstitutionId })),
    many,
  };
}
