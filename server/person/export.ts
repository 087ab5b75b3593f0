import type { WriteContext } from '../context.ts';
import type { Tx } from '../db/database.ts';
import { auditOwn } from './own-audit.ts';

/** Everything that Twinward knows of the actor, and what they wrote, in one file with readable names. Told to the audit. */
export async function exportMine(ctx: WriteContext) {
  await auditOwn(ctx, 'export_opened');
  const { trx, actor, now } = ctx;
  const { personId } = actor;
  return {
    product: 'Twinward',
    madeAt: now.toISOString(),
    me: await meOf(trx, personId),
    ...(await placesOf(trx, personId)),
    ...(await doneBy(trx, personId)),
    ...(await signingIn(trx, personId)),
  };
}
export type MyData = Awaited<ReturnType<typeof exportMine>>;

const meOf = (trx: Tx, personId: string) =>
  trx
    .selectFrom('person')
    .where('id', '=', personId)
    .select(['name', 'email', 'telephone', 'sign_in_code as signInCode', 'lang as language', 'zone'])
    .select('created_at as hereSince')
    .executeTakeFirstOrThrow();

async function placesOf(trx: Tx, personId: string) {
  return {
    institutions: await trx
      .selectFrom('institution_member')
      .innerJoin('institution', 'institution.id', 'institution_member.institution_id')
      .where('person_id', '=', personId)
      .select(['institution.name', 'role', 'institution_member.created_at as since'])
      .execute(),
    networks: await trx
      .selectFrom('network_member')
      .innerJoin('network', 'network.id', 'network_member.network_id')
      .where('person_id', '=', personId)
      .select(['network.name', 'role', 'network_member.created_at as since'])
      .execute(),
    rooms: await trx
      .selectFrom('room_member')
      .innerJoin('room', 'room.id', 'room_member.room_id')
      .innerJoin('institution', 'institution.id', 'room_member.institution_id')
      .where('person_id', '=', personId)
      .select(['room.name', 'institution.name as through', 'role', 'room_member.created_at as since'])
      .execute(),
  };
}

async function doneBy(trx: Tx, personId: string) {
  return {
    commitments: await trx
      .selectFrom('commitment')
      .innerJoin('room', 'room.id', 'commitment.room_id')
      .where((eb) => eb.or([eb('owner_id', '=', personId), eb('commitment.made_by', '=', personId)]))
      .select(['room.name as room', 'commitment.text', 'commitment.made_at as at'])
      .execute(),
    reportBacks: await trx
      .selectFrom('report_back')
      .innerJoin('commitment', 'commitment.id', 'report_back.commitment_id')
      .where('report_back.by', '=', personId)
      .select(['commitment.text as about', 'report_back.status', 'report_back.text', 'report_back.at'])
      .execute(),
    replies: await trx.selectFrom('reply').where('by', '=', personId).select(['text', 'at']).execute(),
    comments: await trx
      .selectFrom('plan_comment')
      .where('by', '=', personId)
      .where('taken_away_at', 'is', null)
      .select(['text', 'at'])
      .execute(),
    suggestions: await trx
      .selectFrom('plan_suggestion')
      .where('by', '=', personId)
      .select(['field', 'before', 'after', 'reason', 'decision', 'at'])
      .execute(),
    questions: await trx
      .selectFrom('question')
      .innerJoin('session', 'session.id', 'question.session_id')
      .where('asked_by', '=', personId)
      .select(['session.title as session', 'question.text', 'question.asked_at as at'])
      .execute(),
    moments: await trx
      .selectFrom('moment')
      .where('kept_by', '=', personId)
      .select(['id', 'note', 'kept_at as at'])
      .execute(),
    sessionsAttended: await trx
      .selectFrom('attendance')
      .innerJoin('session', 'session.id', 'attendance.session_id')
      .where('person_id', '=', personId)
      .select(['session.title', 'session.starts_at as at', 'attendance.role'])
      .execute(),
    answersToSessions: await trx
      .selectFrom('session_answer')
      .innerJoin('session', 'session.id', 'session_answer.session_id')
      .where('person_id', '=', personId)
      .select(['session.title', 'answer', 'session_answer.at'])
      .execute(),
    planChanges: await trx.selectFrom('plan_change').where('person_id', '=', personId).selectAll().execute(),
    happenings: await trx
      .selectFrom('event')
      .leftJoin('room', 'room.id', 'event.room_id')
      .where('event.by', '=', personId)
      .orderBy('event.at')
      .select(['room.name as room', 'event.kind', 'event.at', 'event.data'])
      .execute(),
  };
}

async function signingIn(trx: Tx, personId: string) {
  return {
    signIns: await trx
      .selectFrom('auth_session')
      .where('person_id', '=', personId)
      .select(['created_at as since', 'address', 'device'])
      .execute(),
    passkeys: await trx
      .selectFrom('passkey')
      .where('person_id', '=', personId)
      .select(['name', 'made_at as addedAt', 'used_at as lastUsedAt'])
      .execute(),
    mails: await trx
      .selectFrom('outbox')
      .where('person_id', '=', personId)
      .select(['template', 'address', 'made_at as at'])
      .execute(),
    audit: await trx
      .selectFrom('audit')
      .where('person_id', '=', personId)
      .orderBy('at')
      .select(['kind', 'at', 'address', 'device'])
      .execute(),
  };
}
