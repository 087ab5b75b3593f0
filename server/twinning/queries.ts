import type { NetworkId, RoomId, TopicId, TwinningId } from '#domain/ids.ts';
import { isId } from '#domain/ids.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type { Partner, TwinningCard } from '#domain/twinning/twinning.ts';
import { sql, type ExpressionBuilder } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { ReadContext } from '../context.ts';
import type { DB } from '../db/tables.ts';
import { notFound } from '../errors.ts';
import { twinningAccess } from './access.ts';

export interface TwinningFilter {
  topicId?: string | null;
  step?: number | null;
  institutionId?: string | null;
  /** Those that ended, instead of those that live. */
  ended?: boolean;
  /** The last one of the page before. */
  after?: string | null;
}
const pageSize = 50;

/** The twinnings of a network, newest first, 50 a page. Everybody of the network: who, the topic and the step. */
export async function list(ctx: ReadContext, networkId: NetworkId, filter: TwinningFilter = {}) {
  if (!networkAbilities(ctx.actor, networkId).see) throw notFound('network');
  const { topicId, step, institutionId, after } = filter;
  const rows = await cardRows(ctx)
    .where('twinning.network_id', '=', networkId)
    .where('twinning.ended_at', filter.ended ? 'is not' : 'is', null)
    .$if(isKey(topicId), (query) => query.where('twinning.topic_id', '=', topicId!))
    .$if(Boolean(step), (query) => query.where('twinning.step', '=', step!))
    .$if(isKey(institutionId), (query) =>
      query.where('twinning.id', 'in', (eb) =>
        eb
          .selectFrom('twinning_institution')
          .where('institution_id', '=', institutionId!)
          .select('twinning_id'),
      ),
    )
    .$if(isKey(after), (query) =>
      query.where(
        sql<boolean>`(twinning.created_at, twinning.id) < (SELECT t.created_at, t.id FROM twinning t WHERE t.id = ${after})`,
      ),
    )
    .orderBy('twinning.created_at', 'desc')
    .orderBy('twinning.id', 'desc')
    .limit(pageSize + 1)
    .execute();
  const shown = rows.slice(0, pageSize);
  return {
    twinnings: shown.map((row) => toCard(ctx, row)),
    next: rows.length > pageSize ? (shown.at(-1)?.id ?? null) : null,
  };
}

const isKey = (value: string | null | undefined): value is string => Boolean(value && isId(value));

/** One twinning with sponsors and agreement, those only for the twins and for those who look after the network. */
export async function open(ctx: ReadContext, twinningId: string) {
  const access = await twinningAccess(ctx, twinningId);
  const row = await cardRows(ctx)
    .where('twinning.id', '=', access.twinningId)
    .select((eb) => [
      'twinning.agreement',
      'twinning.agreed_on',
      'twinning.created_at',
      jsonArrayFrom(
        eb
          .selectFrom('twinning_institution')
          .whereRef('twinning_id', '=', 'twinning.id')
          .select(['institution_id as institutionId', 'sponsor']),
      ).as('sponsors'),
    ])
    .executeTakeFirst();
  if (!row) throw notFound('twinning');
  const agreed = access.abilities.seeAgreement;
  return {
    ...toCard(ctx, row),
    networkId: access.networkId,
    madeAt: row.created_at,
    abilities: access.abilities,
    agreement: agreed ? row.agreement : '',
    agreedOn: agreed ? row.agreed_on : null,
    sponsors: agreed ? row.sponsors : [],
  };
}

/** The steps of a network's cycle, in the actor's language. */
export async function steps({ db, actor }: ReadContext, networkId: NetworkId) {
  if (!networkAbilities(actor, networkId).see) throw notFound('network');
  const name = actor.lang === 'fr' ? 'name_fr' : 'name_en';
  return db
    .selectFrom('cycle_step')
    .where('network_id', '=', networkId)
    .orderBy('step')
    .select(['step', `${name} as name`])
    .execute();
}

const cardRows = ({ db, actor }: ReadContext) => {
  const french = actor.lang === 'fr';
  return db
    .selectFrom('twinning')
    .innerJoin('topic', 'topic.id', 'twinning.topic_id')
    .innerJoin('cycle_step', (join) =>
      join
        .onRef('cycle_step.network_id', '=', 'twinning.network_id')
        .onRef('cycle_step.step', '=', 'twinning.step'),
    )
    .select((eb) => [
      'twinning.id',
      'twinning.network_id',
      'twinning.topic_id',
      'twinning.step',
      'twinning.ended_at',
      french ? 'topic.name_fr as topic' : 'topic.name_en as topic',
      french ? 'cycle_step.name_fr as step_name' : 'cycle_step.name_en as step_name',
      partnersOf(eb).as('partners'),
      roomOf(eb, actor.personId).as('rooms'),
    ]);
};

const partnersOf = (eb: ExpressionBuilder<DB, 'twinning'>) =>
  jsonArrayFrom(
    eb
      .selectFrom('twinning_institution')
      .innerJoin('institution', 'institution.id', 'twinning_institution.institution_id')
      .whereRef('twinning_institution.twinning_id', '=', 'twinning.id')
      .orderBy('twinning_institution.side')
      .orderBy('institution.name')
      .select([
        'institution.id',
        'institution.name',
        'institution.short_name as shortName',
        'institution.level',
        'twinning_institution.side',
      ]),
  );

const roomOf = (eb: ExpressionBuilder<DB, 'twinning'>, personId: string) =>
  jsonArrayFrom(
    eb
      .selectFrom('room')
      .leftJoin('room_member', (join) =>
        join.onRef('room_member.room_id', '=', 'room.id').on('room_member.person_id', '=', personId),
      )
      .whereRef('room.twinning_id', '=', 'twinning.id')
      .orderBy('room.created_at')
      .limit(1)
      .select(['room.id', 'room.name', 'room_member.role']),
  );

interface CardRow {
  id: string;
  network_id: string;
  topic_id: string;
  topic: string;
  step: number;
  step_name: string;
  ended_at: Date | null;
  partners: unknown;
  rooms: { id: string; name: string; role: string | null }[];
}

const toCard = ({ actor }: ReadContext, row: CardRow): TwinningCard => {
  const [room] = row.rooms;
  const seesRoom = room?.role || networkAbilities(actor, row.network_id as NetworkId).seeRooms;
  return {
    id: row.id as TwinningId,
    topicId: row.topic_id as TopicId,
    topic: row.topic,
    step: row.step,
    stepName: row.step_name,
    partners: row.partners as Partner[],
    endedAt: row.ended_at,
    room: room && seesRoom ? { id: room.id as RoomId, name: room.name } : null,
  };
};
