import { networkAbilities } from '#domain/network/abilities.ts';
import type { Level } from '#domain/network/network.ts';
import type { NetworkId } from '#domain/ids.ts';
import { sql } from 'kysely';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { cards } from '../room/queries.ts';

/**
 * The frame of every page of a network: its name, what the actor may do there, their other networks. Without an id
 * the first of the actor's networks; `not_found` for those who belong to none of its institutions.
 */
export async function head({ db, actor }: ReadContext, id: string | null) {
  const ids = [...new Set([...actor.networks, ...actor.institutions].map((one) => one.networkId))];
  const networkId = id === null ? ids[0] : ids.find((one) => one === id);
  if (!networkId) throw notFound('network');
  const rows = await db
    .selectFrom('network')
    .where('id', 'in', ids)
    .orderBy('name')
    .select(['id', 'name'])
    .execute();
  const others = rows.filter((row) => row.id !== networkId);
  const name = rows.find((row) => row.id === networkId)?.name ?? '';
  return { id: networkId, name, abilities: networkAbilities(actor, networkId), others };
}

/**
 * A network as those see it who look after it: institutions, topics, and of its rooms titles, steps and dates only.
 * `not_found` without a role in it; without an id the first of the actor's networks.
 */
export async function home(ctx: ReadContext, id: string | null) {
  const held = ctx.actor.networks.find((one) => id === null || one.networkId === id);
  if (!held) throw notFound('network');
  const { networkId } = held;
  const abilities = networkAbilities(ctx.actor, networkId);
  if (!abilities.lookAfter) throw notFound('network');
  const [{ name }, institutions, topics, rooms] = await Promise.all([
    ctx.db.selectFrom('network').where('id', '=', networkId).select('name').executeTakeFirstOrThrow(),
    institutionsOf(ctx, networkId),
    topicsOf(ctx, networkId),
    roomsOf(ctx, networkId),
  ]);
  const others = await otherNetworks(ctx, networkId);
  return { id: networkId, name, abilities, institutions, topics, rooms, others };
}

async function institutionsOf({ db }: ReadContext, networkId: NetworkId) {
  const rows = await db
    .selectFrom('institution')
    .where('network_id', '=', networkId)
    .orderBy('name')
    .select(['id', 'name', 'short_name', 'level', 'place', 'zone', 'lang'])
    .execute();
  return rows.map(({ short_name, level, ...row }) => ({
    ...row,
    shortName: short_name,
    level: level as Level,
  }));
}

async function topicsOf({ db, actor }: ReadContext, networkId: NetworkId) {
  const name = actor.lang === 'fr' ? 'name_fr' : 'name_en';
  return db
    .selectFrom('topic')
    .where('network_id', '=', networkId)
    .orderBy(sql`${sql.ref(name)} collate people`)
    .select(['id', `${name} as name`])
    .execute();
}

async function roomsOf(ctx: ReadContext, networkId: NetworkId) {
  const dates = await ctx.db
    .selectFrom('room')
    .where('network_id', '=', networkId)
    .select((eb) => [
      'id',
      'created_at',
      eb
        .selectFrom('event')
        .whereRef('event.room_id', '=', 'room.id')
        .select((of) => of.fn.max('event.at').as('at'))
        .as('last_at'),
      eb
        .selectFrom('session')
        .whereRef('session.room_id', '=', 'room.id')
        .where('session.starts_at', '>=', ctx.now)
        .where('session.cancelled_at', 'is', null)
        .select((of) => of.fn.min('session.starts_at').as('at'))
        .as('next_at'),
    ])
    .execute();
  const found = await cards(
    ctx,
    dates.map((row) => row.id),
  );
  return found.map((card) => {
    const row = dates.find((one) => one.id === card.id);
    return { ...card, openedAt: row?.created_at ?? ctx.now, lastAt: row?.last_at, nextAt: row?.next_at };
  });
}

async function otherNetworks({ db, actor }: ReadContext, here: NetworkId) {
  const ids = [...new Set(actor.networks.map((held) => held.networkId))].filter((id) => id !== here);
  if (ids.length === 0) return [];
  return db.selectFrom('network').where('id', 'in', ids).orderBy('name').select(['id', 'name']).execute();
}
