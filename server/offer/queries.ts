import type { InstitutionId, NetworkId, TopicId } from '#domain/ids.ts';
import { isId } from '#domain/ids.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import { levels, type Level } from '#domain/network/network.ts';
import { stances, type OfferLine, type Stance, type TopicOffer } from '#domain/offer/offer.ts';
import { langs } from '#domain/person/lang.ts';
import { sql } from 'kysely';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { offersAccess } from './access.ts';

/** What one institution says about every topic of its network, and who said it last. Everybody of the network. */
export async function ofInstitution(ctx: ReadContext, institutionId: string) {
  const { abilities, ...institution } = await offersAccess(ctx, institutionId);
  const rows = await ctx.db
    .selectFrom('topic')
    .leftJoin('offer_need', (join) =>
      join
        .onRef('offer_need.topic_id', '=', 'topic.id')
        .on('offer_need.institution_id', '=', institution.institutionId),
    )
    .leftJoin('person', 'person.id', 'offer_need.by')
    .where('topic.network_id', '=', institution.networkId)
    .orderBy(topicName(ctx))
    .select([
      'topic.id',
      topicName(ctx).as('topic'),
      'offer_need.stance',
      'offer_need.figure',
      'offer_need.at',
      'person.name as by',
    ])
    .execute();
  const offers = rows.map((row): TopicOffer => ({
    topicId: row.id as TopicId,
    topic: row.topic,
    stance: row.stance as Stance | null,
    figure: row.figure ?? '',
    // Who said it is for those who see its people.
    by: abilities.seePeople ? row.by : null,
    at: row.at,
  }));
  return { ...institution, mayOffer: abilities.offer, offers };
}

export interface OfferFilter {
  topicId?: string | null;
  stance?: string | null;
  level?: string | null;
  lang?: string | null;
  /** The last line of the page before: institution and topic. */
  after?: string | null;
}
const pageSize = 50;

/** The offers and needs of a network by institution and topic, 50 a page. Everybody of the network. */
export async function list(ctx: ReadContext, networkId: NetworkId, filter: OfferFilter = {}) {
  if (!networkAbilities(ctx.actor, networkId).see) throw notFound('network');
  const rows = await filtered(ctx, networkId, filter)
    .$if(isLine(filter.after), (query) => query.where(isAfter(filter.after!)))
    .orderBy('institution.name')
    .orderBy('institution.id')
    .orderBy('offer_need.topic_id')
    .limit(pageSize + 1)
    .execute();
  const lines = rows.slice(0, pageSize).map(toLine);
  const last = lines.at(-1);
  return {
    lines,
    next: rows.length > pageSize && last ? `${last.institutionId}.${last.topicId}` : null,
  };
}

const isLine = (after: string | null | undefined): boolean =>
  Boolean(after) && after!.split('.').length === 2 && after!.split('.').every(isId);

const isAfter = (after: string) => {
  const [institutionId, topicId] = after.split('.');
  return sql<boolean>`(institution.name, institution.id, offer_need.topic_id) >
    (SELECT i.name, i.id, ${topicId}::uuid FROM institution i WHERE i.id = ${institutionId}::uuid)`;
};

const among = <T extends string>(known: readonly T[], value: string | null | undefined): T | null =>
  known.find((one) => one === value) ?? null;

function filtered(ctx: ReadContext, networkId: NetworkId, filter: OfferFilter) {
  const stance = among(stances, filter.stance);
  const level = among(levels, filter.level);
  const lang = among(langs, filter.lang);
  const { topicId } = filter;
  return lineRows(ctx)
    .where('institution.network_id', '=', networkId)
    .$if(Boolean(topicId && isId(topicId)), (query) => query.where('offer_need.topic_id', '=', topicId!))
    .$if(stance !== null, (query) => query.where('offer_need.stance', '=', stance!))
    .$if(level !== null, (query) => query.where('institution.level', '=', level!))
    .$if(lang !== null, (query) => query.where(sql<boolean>`${lang} = ANY (institution.langs)`));
}

const lineRows = (ctx: ReadContext) =>
  ctx.db
    .selectFrom('offer_need')
    .innerJoin('institution', 'institution.id', 'offer_need.institution_id')
    .innerJoin('topic', 'topic.id', 'offer_need.topic_id')
    .where('institution.left_at', 'is', null)
    .where('institution.merged_into', 'is', null)
    .select([
      'institution.id as institution_id',
      'institution.name as institution',
      'institution.level',
      'institution.place',
      'institution.langs',
      'offer_need.topic_id',
      topicName(ctx).as('topic'),
      'offer_need.stance',
      'offer_need.figure',
      'offer_need.at',
    ]);

const topicName = ({ actor }: ReadContext) =>
  sql<string>`${sql.ref(actor.lang === 'fr' ? 'topic.name_fr' : 'topic.name_en')} collate people`;

const toLine = (row: {
  institution_id: string;
  institution: string;
  level: string;
  place: string;
  langs: string[];
  topic_id: string;
  topic: string;
  stance: string;
  figure: string;
  at: Date;
}): OfferLine => ({
  institutionId: row.institution_id as InstitutionId,
  topicId: row.topic_id as TopicId,
  ...{ institution: row.institution, level: row.level as Level, place: row.place, langs: row.langs },
  ...{ topic: row.topic, stance: row.stance as Stance, figure: row.figure, at: row.at },
});
