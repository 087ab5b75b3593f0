import { isId, type InstitutionId, type TopicId } from '#domain/ids.ts';
import type { Level } from '#domain/network/network.ts';
import type { Match } from '#domain/offer/offer.ts';
import { sql } from 'kysely';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { accessBy, ownRow } from './access.ts';

/** How many a topic are named as givers for a need: enough to choose from, few enough to read. */
const mostGivers = 5;

interface NeedRow {
  topicId: string;
  topic: string;
  givers: { institutionId: string; institution: string; level: string; place: string; figure: string }[];
}

/**
 * For each need of an institution, those who can give it: first who shares a language, then by name. The institution
 * must be one the actor may see; a match is no twinning yet. `more`: others could give it too.
 */
export async function matches(ctx: ReadContext, institutionId: string) {
  if (!isId(institutionId)) throw notFound('institution');
  const row = await ownRow(ctx.db, institutionId).select(needsOf(ctx).as('needs')).executeTakeFirst();
  const { abilities: _, ...own } = accessBy(ctx.actor, row);
  const needs = (row?.needs ?? []).map((need): Match => ({
    ...{ topicId: need.topicId as TopicId, topic: need.topic, more: need.givers.length > mostGivers },
    givers: need.givers.slice(0, mostGivers).map((giver) => ({
      ...giver,
      ...{ institutionId: giver.institutionId as InstitutionId, level: giver.level as Level },
    })),
  }));
  return { ...own, needs };
}

const needsOf = ({ actor }: ReadContext) => sql<NeedRow[]>`(
  SELECT coalesce(json_agg(json_build_object('topicId', topic.id, 'topic', topic.name, 'givers', given.list)
    ORDER BY topic.name COLLATE people), '[]')
  FROM offer_need need
  JOIN (SELECT id, ${sql.ref(actor.lang === 'fr' ? 'name_fr' : 'name_en')} AS name FROM topic) topic ON topic.id = need.topic_id
  CROSS JOIN LATERAL (SELECT json_agg(json_build_object('institutionId', id, 'institution', name, 'level', level,
      'place', place, 'figure', figure) ORDER BY shares DESC, name, id) AS list
    FROM (${giversWho(true)} UNION ALL ${giversWho(false)}) AS found) given
  WHERE need.institution_id = institution.id AND need.stance = 'wants_to_receive' AND given.list IS NOT NULL)`;

/**
 * By name and no further than is shown: a large network is not read to the end for five names. The `LATERAL` and the
 * `coalesce` keep Postgres from believing that so few share a language that all institutions had better be sorted.
 */
const giversWho = (shares: boolean) => sql`(
  SELECT giver.id, giver.name, giver.level, giver.place, can.figure, ${sql.lit(shares)} AS shares
  FROM institution giver
  CROSS JOIN LATERAL (SELECT figure FROM offer_need
    WHERE institution_id = giver.id AND topic_id = need.topic_id AND stance = 'can_give' LIMIT 1) can
  WHERE giver.network_id = institution.network_id AND giver.merged_into IS NULL AND giver.left_at IS NULL
    AND coalesce(giver.langs && CASE WHEN institution.langs = '{}' THEN ARRAY[institution.lang] ELSE institution.langs END,
      false) = ${sql.lit(shares)}
  ORDER BY giver.name, giver.id LIMIT ${sql.lit(mostGivers + 1)})`;
