import { createHash } from 'node:crypto';
import type { NetworkId } from '#domain/ids.ts';
import { isId } from '#domain/ids.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type { Level } from '#domain/network/network.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { layOut, type Placed } from './layout.ts';

/** A picture of more than this many arrows is no picture any more: the newest are drawn, and the page says so. */
const mostArrows = 24;

export interface PictureFilter {
  topicId?: string | null;
  /** Only this institution and those it is twinned with. */
  institutionId?: string | null;
}
export interface PictureNode {
  /** What the arrows say of it: every institution and topic travels to the page once. */
  key: string;
  id: string;
  name: string;
  shortName: string;
  level: Level;
  x: number;
  y: number;
}
export interface PictureArrow {
  twinningId: string;
  /** Its place among the picture's topics. */
  topic: number;
  step: number;
  from: string;
  to: string;
}

/** Who gives to whom in a network: institutions with their places on the paper, and an arrow a giver and receiver. */
export async function picture(ctx: ReadContext, networkId: NetworkId, filter: PictureFilter = {}) {
  if (!networkAbilities(ctx.actor, networkId).see) throw notFound('network');
  const rows = await arrowRows(ctx, networkId, filter);
  const shown = rows.slice(0, mostArrows);
  const { places, width, height } = placed(shown);
  const nodes = nodesOf(shown, places);
  const topics = topicsOf(shown, ctx.actor.lang);
  const keyOf = new Map(nodes.map(({ id, key }) => [id, key]));
  const placeOf = new Map(topics.map(({ id }, place) => [id, place]));
  const arrows = shown.map((row): PictureArrow => ({
    ...{ twinningId: row.id, step: row.step, topic: placeOf.get(row.topic_id) ?? 0 },
    ...{ from: keyOf.get(row.giver_id) ?? '', to: keyOf.get(row.receiver_id) ?? '' },
  }));
  return { nodes, topics, arrows, width, height, more: rows.length > mostArrows ? mostArrows : null };
}

type ArrowRow = Awaited<ReturnType<typeof arrowRows>>[number];

/** From above to below, as one reads. */
function nodesOf(rows: readonly ArrowRow[], places: Placed['places']): PictureNode[] {
  const known = new Map<string, Omit<PictureNode, 'x' | 'y' | 'key'>>();
  for (const row of rows)
    for (const end of ['giver', 'receiver'] as const)
      known.set(row[`${end}_id`], {
        ...{ id: row[`${end}_id`], name: row[`${end}_name`], shortName: row[`${end}_short`] },
        level: row[`${end}_level`] as Level,
      });
  return [...known.values()]
    .map((node) => ({ ...node, ...(places.get(node.id) ?? { x: 0, y: 0 }) }))
    .sort((one, other) => one.y - other.y || one.x - other.x)
    .map((node, place) => ({ key: place.toString(36), ...node }));
}

const topicsOf = (rows: readonly ArrowRow[], lang: string) =>
  [...new Map(rows.map((row) => [row.topic_id, row.topic]))]
    .map(([id, name]) => ({ id, name }))
    .sort((one, other) => one.name.localeCompare(other.name, lang));

function arrowRows({ db, actor }: ReadContext, networkId: NetworkId, filter: PictureFilter) {
  const { topicId, institutionId } = filter;
  return db
    .selectFrom('twinning')
    .innerJoin('topic', 'topic.id', 'twinning.topic_id')
    .innerJoin('twinning_institution as gives', (join) =>
      join.onRef('gives.twinning_id', '=', 'twinning.id').on('gives.side', '=', 'giver'),
    )
    .innerJoin('twinning_institution as gets', (join) =>
      join.onRef('gets.twinning_id', '=', 'twinning.id').on('gets.side', '=', 'receiver'),
    )
    .innerJoin('institution as giver', 'giver.id', 'gives.institution_id')
    .innerJoin('institution as receiver', 'receiver.id', 'gets.institution_id')
    .where('twinning.network_id', '=', networkId)
    .where('twinning.ended_at', 'is', null)
    .$if(Boolean(topicId && isId(topicId)), (query) => query.where('twinning.topic_id', '=', topicId!))
    .$if(Boolean(institutionId && isId(institutionId)), (query) =>
      query.where('twinning.id', 'in', (eb) =>
        eb
          .selectFrom('twinning_institution')
          .where('institution_id', '=', institutionId!)
          .select('twinning_id'),
      ),
    )
    .orderBy('twinning.created_at', 'desc')
    .orderBy('twinning.id', 'desc')
    .limit(mostArrows + 1)
    .select([
      'twinning.id',
      'twinning.step',
      'topic.id as topic_id',
      actor.lang === 'fr' ? 'topic.name_fr as topic' : 'topic.name_en as topic',
      'giver.id as giver_id',
      'giver.name as giver_name',
      'giver.short_name as giver_short',
      'giver.level as giver_level',
      'receiver.id as receiver_id',
      'receiver.name as receiver_name',
      'receiver.short_name as receiver_short',
      'receiver.level as receiver_level',
    ])
    .execute();
}

// The same institutions and arrows always lie the same way; the newest few hundred pictures are remembered.
const drawn = new Map<string, Placed>();

function placed(rows: readonly ArrowRow[]): Placed {
  const arrows = rows.map((row) => ({ from: row.giver_id, to: row.receiver_id }));
  const ids = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))].sort();
  const version = createHash('sha256')
    .update(JSON.stringify([ids, arrows.map(({ from, to }) => [from, to]).sort()]))
    .digest('base64');
  const found = drawn.get(version) ?? layOut(ids, arrows);
  drawn.delete(version);
  drawn.set(version, found);
  const [oldest] = drawn.keys();
  if (drawn.size > 300 && oldest) drawn.delete(oldest);
  return found;
}
