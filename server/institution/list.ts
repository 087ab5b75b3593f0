import { folded } from '#domain/folded.ts';
import type { InstitutionId, NetworkId } from '#domain/ids.ts';
import { pageSize } from '#domain/institution/institution.ts';
import { listFilter, type ListFilter } from '#domain/institution/schemas.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type { Level } from '#domain/network/network.ts';
import { sql, type Expression, type SqlBool } from 'kysely';
import { parseInput, type ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';

/** Words as `institution.search` keeps them: beginnings, without accents; null when nothing was typed. */
export function wordsToFind(typed: string): string | null {
  const words = folded(typed)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  return words.length === 0 ? null : words.map((word) => `${word}:*`).join(' & ');
}

/** The network whose institutions are listed: the one asked for, or the actor's first. */
export function networkOf({ actor }: ReadContext, asked: string | null): NetworkId {
  const own = [...actor.networks, ...actor.institutions].map(({ networkId }) => networkId);
  const networkId = own.find((id) => asked === null || id === asked);
  if (!networkId || !networkAbilities(actor, networkId).see) throw notFound('network');
  return networkId;
}

/** A page of a network's institutions by name, as somebody searches and filters them. For everybody of the network. */
export async function list(ctx: ReadContext, asked: string | null, raw: unknown) {
  const networkId = networkOf(ctx, asked);
  const filter = parseInput(listFilter, raw);
  const back = filter.before !== null;
  const rows = await narrowed(ctx, networkId, filter)
    .$if(filter.after !== null, (query) => query.where(beside('>', filter.after)))
    .$if(back, (query) => query.where(beside('<', filter.before)))
    .orderBy('name', back ? 'desc' : 'asc')
    .orderBy('id', back ? 'desc' : 'asc')
    .limit(pageSize + 1)
    .select(['id', 'name', 'short_name', 'level', 'place', 'langs', 'code', 'left_at'])
    .execute();
  const more = rows.length > pageSize;
  const shown = rows.slice(0, pageSize);
  if (back) shown.reverse();
  const total = await howMany(ctx, networkId, filter);
  return {
    networkId,
    filter,
    total: Math.min(total, mostCounted),
    /** There are more than `total`. */
    uncounted: total > mostCounted,
    institutions: shown.map(({ short_name, left_at, ...row }) => ({
      ...row,
      id: row.id as InstitutionId,
      shortName: short_name,
      level: row.level as Level,
      left: left_at !== null,
    })),
    earlier: (back ? more : filter.after !== null) ? (shown[0]?.id ?? null) : null,
    later: (back ? true : more) ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** Beyond this nobody needs to know exactly, and counting would mean reading them all. */
const mostCounted = 1_000;

async function howMany(ctx: ReadContext, networkId: NetworkId, filter: ListFilter): Promise<number> {
  const some = narrowed(ctx, networkId, filter)
    .select('id')
    .limit(mostCounted + 1);
  const { total } = await ctx.db
    .selectFrom(some.as('some'))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** The institutions that a filter leaves, without order or page. */
export function narrowed({ db }: ReadContext, networkId: NetworkId, filter: ListFilter) {
  const words = wordsToFind(filter.q);
  return db
    .selectFrom('institution')
    .where('network_id', '=', networkId)
    .where('merged_into', 'is', null)
    .$if(words !== null, (query) => query.where(sql<SqlBool>`search @@ to_tsquery('simple', ${words})`))
    .$if(filter.level !== null, (query) => query.where('level', '=', filter.level))
    .$if(filter.lang !== null, (query) => query.where(sql<SqlBool>`${filter.lang} = ANY (langs)`))
    .$if(filter.topic !== null, (query) =>
      query.where((eb) =>
        eb.exists(
          eb
            .selectFrom('offer_need')
            .whereRef('offer_need.institution_id', '=', 'institution.id')
            .where('topic_id', '=', filter.topic)
            .where('stance', '=', filter.stance ?? 'can_give')
            .select('topic_id'),
        ),
      ),
    );
}

const beside = (side: '>' | '<', id: string | null): Expression<SqlBool> =>
  sql<SqlBool>`(institution.name, institution.id) ${sql.raw(side)} (SELECT at.name, at.id FROM institution AS at WHERE at.id = ${id})`;
