import { isId, type NetworkId, type RoomId } from '#domain/ids.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import { sql, type ExpressionBuilder } from 'kysely';
import type { ReadContext } from '../context.ts';
import type { DB } from '../db/tables.ts';
import { notFound } from '../errors.ts';
import { institutionsIn, toInstitution } from '../room/queries.ts';

export interface RoomFilter {
  /** Only those where nothing happened for a month and no session is planned. */
  quiet?: boolean;
  /** The last one of the page before. */
  after?: string | null;
  most?: number;
}
const pageSize = 50;
const quietAfterMs = 30 * 24 * 3600_000;

/** A network's rooms by name, 50 a page: titles, steps and dates. Those who look after the network. */
export async function rooms(ctx: ReadContext, networkId: NetworkId, filter: RoomFilter = {}) {
  if (!networkAbilities(ctx.actor, networkId).seeRooms) throw notFound('network');
  const { after, most = pageSize } = filter;
  const rows = await roomRows(ctx)
    .where('room.network_id', '=', networkId)
    .$if(filter.quiet === true, (query) => query.where((eb) => isQuiet(eb, ctx.now)))
    .$if(Boolean(after && isId(after)), (query) =>
      query.where(
        sql<boolean>`(room.name, room.id) > (SELECT r.name, r.id FROM room r WHERE r.id = ${after})`,
      ),
    )
    .orderBy('room.name')
    .orderBy('room.id')
    .limit(most + 1)
    .execute();
  const shown = rows.slice(0, most);
  const quietBefore = ctx.now.getTime() - quietAfterMs;
  return {
    rooms: shown.map((row) => ({
      ...{ id: row.id as RoomId, name: row.name, step: row.step, stepName: row.step_name, topic: row.topic },
      ...{ openedAt: row.created_at, lastAt: row.last_at, nextAt: row.next_at },
      quiet: !row.next_at && (row.last_at ?? row.created_at).getTime() < quietBefore,
      institutions: row.institutions.map(toInstitution),
    })),
    next: rows.length > most ? (shown.at(-1)?.id ?? null) : null,
  };
}
export type NetworkRoom = Awaited<ReturnType<typeof rooms>>['rooms'][number];

const roomRows = ({ db, actor, now }: ReadContext) =>
  db
    .selectFrom('room')
    .innerJoin('twinning', 'twinning.id', 'room.twinning_id')
    .innerJoin('topic', 'topic.id', 'twinning.topic_id')
    .innerJoin('cycle_step', (join) =>
      join
        .onRef('cycle_step.network_id', '=', 'twinning.network_id')
        .onRef('cycle_step.step', '=', 'twinning.step'),
    )
    .select((eb) => [
      'room.id',
      'room.name',
      'room.created_at',
      'twinning.step',
      actor.lang === 'fr' ? 'cycle_step.name_fr as step_name' : 'cycle_step.name_en as step_name',
      actor.lang === 'fr' ? 'topic.name_fr as topic' : 'topic.name_en as topic',
      eb
        .selectFrom('event')
        .whereRef('event.room_id', '=', 'room.id')
        .select((of) => of.fn.max('event.at').as('at'))
        .as('last_at'),
      comingIn(eb, now)
        .select((of) => of.fn.min('session.starts_at').as('at'))
        .as('next_at'),
      institutionsIn(eb.ref('room.id')).as('institutions'),
    ]);

const comingIn = (eb: ExpressionBuilder<DB, 'room'>, now: Date) =>
  eb
    .selectFrom('session')
    .whereRef('session.room_id', '=', 'room.id')
    .where('session.starts_at', '>=', now)
    .where('session.cancelled_at', 'is', null);

/**
 * Nothing happened for a month, and no session is planned. Only rooms whose `last_event_at` is that old are asked for
 * their newest event and their next session: in a large network those are few.
 */
export const isQuiet = (eb: ExpressionBuilder<DB, 'room'>, now: Date) => {
  const since = new Date(now.getTime() - quietAfterMs);
  const newest = eb
    .selectFrom('event')
    .whereRef('event.room_id', '=', 'room.id')
    .orderBy('event.at', 'desc')
    .limit(1)
    .select('event.at');
  const next = comingIn(eb, now).orderBy('session.starts_at').limit(1).select('session.id');
  return eb.and([
    eb('room.last_event_at', '<', since),
    eb('room.created_at', '<', since),
    eb(eb.fn.coalesce(newest, sql<Date>`'-infinity'`), '<', since),
    eb(next, 'is', null),
  ]);
};
