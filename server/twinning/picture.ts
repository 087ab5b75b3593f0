import { createHash } from 'node:crypto';
import type { NetworkId } from '#domain/ids.ts';
import { isId } from '#domain/ids.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type { Level } from '#domain/network/network.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { layOut, type Placed } from './layout.ts';

/** A picture of more than this many arrows is no picture any more: the newest are drawn, and the page says so. */
const mostArrows = 120;

export interface PictureFilter {
  topicId?: string | null;
  /** Only this institution and those it is twinned with. */
  institutionId?: string | null;
}
export interface PictureNode {
  id: string;
  name: string;
  shortName: string;
  level: Level;
  x: number;
  y: number;
}
export interface PictureArrow {
  twinningId: string;
  topicId: string;
  topic: string;
  step: number;
  from: string;
  to: string;
}

/** Who gives to whom in a network: institutions with their places on the paper, and an arrow a giver and receiver. */
export async function picture(ctx: ReadContext, networkId: NetworkId, filter: PictureFilter = {}) {
  if (!networkAbilities(ctx.actor, networkId).see) throw notFound('network');
  const rows = await arrowRows(ctx, networkId, filter);
  const shown = rows.slice(0, mostArrows);
  const known = new Map<string, Omit<PictureNode, 'x' | 'y'>>();
  for (const row of shown)
    for (const end of ['giver', 'receiver'] as const)
      known.set(row[`${end}_id`], {
        id: row[`${end}_id`],
        name: row[`${end}_name`],
        shortName: row[`${end}_short`],
        level: row[`${end}_level`] as Level,
      });
  const arrows: PictureArrow[] = shown.map((row) => ({
    twinningId: row.id,
    topicId: row.topic_id,
    topic: row.topic,
    step: row.step,
    from: row.giver_id,
    to: row.receiver_id,
  }));
  const { places, width, height } = placed([...known.keys()].sort(), arrows);
  const nodes: PictureNode[] = [...known.values()]
    .map((node) => ({ ...node, ...(places.get(node.id) ?? { x: 0, y: 0 }) }))
    .sort((one, other) => one.y - other.y || one.x - other.x);
  return { nodes, arrows, width, height, more: rows.length > mostArrows };
}

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

function placed(ids: readonly string[], arrows: readonly PictureArrow[]): Placed {
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
