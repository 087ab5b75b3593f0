import { sql, type SqlBool, type Expression, type ExpressionBuilder } from 'kysely';
import { jsonObjectFrom } from 'kysely/helpers/postgres';
import { stateOf, type CommitmentItem } from '#domain/commitment/commitment.ts';
import { dayAt } from '#domain/commitment/days.ts';
import type { CommitmentId, PersonId, RoomId } from '#domain/ids.ts';
import type { ReportStatus } from '#domain/report-back/report-back.ts';
import type { ReadContext } from '../context.ts';
import type { DB } from '../db/tables.ts';
import { institutionsIn, toInstitution } from '../room/queries.ts';
import { originOf } from './origins.ts';

/** Commitments with what their state follows from. Callers add the condition that proves the access. */
const baseRows = ({ db, actor }: ReadContext) =>
  db
    .selectFrom('commitment')
    .innerJoin('room', 'room.id', 'commitment.room_id')
    .innerJoin('twinning', 'twinning.id', 'room.twinning_id')
    .innerJoin('topic', 'topic.id', 'twinning.topic_id')
    .innerJoin('person as owner', 'owner.id', 'commitment.owner_id')
    .leftJoin('acceptance', 'acceptance.commitment_id', 'commitment.id')
    .leftJoin('pause', (join) =>
      join.onRef('pause.commitment_id', '=', 'commitment.id').on('pause.ended_at', 'is', null),
    )
    .select((eb) => [
      'commitment.id',
      'commitment.text',
      'commitment.lang',
      'commitment.room_id',
      'commitment.institution_id',
      'commitment.witness_institution_id',
      'commitment.learnt_from_institution_id',
      'commitment.owner_id',
      'commitment.made_at',
      'commitment.due_on',
      'commitment.report_on',
      'room.name as room_name',
      'room.zone',
      'topic.id as topic_id',
      actor.lang === 'fr' ? 'topic.name_fr as topic' : 'topic.name_en as topic',
      'owner.name as owner_name',
      'acceptance.at as accepted_at',
      'pause.reason as paused_for',
      jsonObjectFrom(
        eb
          .selectFrom('report_back')
          .leftJoin('hearing', 'hearing.report_back_id', 'report_back.id')
          .whereRef('report_back.commitment_id', '=', 'commitment.id')
          .orderBy('report_back.at', 'desc')
          .limit(1)
          .select([
            'report_back.id',
            'status',
            'report_back.report_on',
            'report_back.at',
            'hearing.at as heard_at',
          ]),
      ).as('last'),
      institutionsIn(eb.ref('commitment.room_id')).as('institutions'),
      originOf(eb.ref('commitment.id')).as('origin'),
    ]);
type Row = Awaited<ReturnType<ReturnType<typeof baseRows>['execute']>>[number];
type Tables = 'commitment' | 'room' | 'topic';

/** The commitments that meet a condition. The condition must prove that the actor may see them. */
export async function itemsWhere(
  ctx: ReadContext,
  condition: (eb: ExpressionBuilder<DB, Tables>) => Expression<SqlBool>,
): Promise<CommitmentItem[]> {
  const rows = await baseRows(ctx)
    .where((eb) => condition(eb as unknown as ExpressionBuilder<DB, Tables>))
    .orderBy('commitment.report_on')
    .execute();
  return rows.map((row) => toItem(ctx.now, row));
}

function toItem(now: Date, row: Row): CommitmentItem {
  const institutions = row.institutions.map(toInstitution);
  const institution = (id: string | null) => institutions.find((one) => one.id === id) ?? null;
  const today = dayAt(now, row.zone);
  const last = row.last && {
    id: row.last.id,
    status: row.last.status as ReportStatus,
    heard: row.last.heard_at !== null,
    on: row.last.report_on,
    inTime: dayAt(new Date(row.last.at), row.zone) <= row.last.report_on,
  };
  return {
    id: row.id as CommitmentId,
    text: row.text,
    lang: row.lang as 'en' | 'fr',
    room: {
      id: row.room_id as RoomId,
      name: row.room_name,
      topic: row.topic,
      topicId: row.topic_id,
      zone: row.zone,
    },
    today,
    institution: institution(row.institution_id)!,
    owner: { id: row.owner_id as PersonId, name: row.owner_name },
    witness: institution(row.witness_institution_id),
    learntFrom: institution(row.learnt_from_institution_id),
    madeOn: dayAt(row.made_at, row.zone),
    dueOn: row.due_on,
    reportOn: row.report_on,
    state: stateOf(
      {
        accepted: row.accepted_at !== null,
        reportOn: row.report_on,
        pausedFor: row.paused_for,
        lastReport: last,
      },
      today,
    ),
    lastReport: last,
    origin: row.origin,
  };
}

/** That the actor is a member of the commitment's room. */
export const inMyRooms = (actor: { personId: string }) =>
  sql<SqlBool>`EXISTS (SELECT FROM room_member me WHERE me.room_id = commitment.room_id AND me.person_id = ${actor.personId})`;
