import type { InstitutionId, PersonId, QuestionId, SessionId, StationId } from '#domain/ids.ts';
import type { Lang } from '#domain/person/lang.ts';
import { inQueueOrder, type Question } from '#domain/question/question.ts';
import type { ReadContext } from '../context.ts';

type Db = ReadContext['db'];

/** The questions of a session in the order of the queue. The caller has proved the right to see them. */
export const questionsOf = async (
  db: Db,
  sessionId: string,
  currentId: QuestionId | null,
): Promise<Question[]> => inQueueOrder(await questionRows(db, { sessionId }), currentId);

/** Questions as everybody sees them: of a session, or one. */
export async function questionRows(db: Db, by: { sessionId: string } | { id: string }): Promise<Question[]> {
  const rows = await db
    .selectFrom('question')
    .innerJoin('person', 'person.id', 'question.asked_by')
    .leftJoin('station', 'station.id', 'question.station_id')
    .where((eb) =>
      'id' in by ? eb('question.id', '=', by.id) : eb('question.session_id', '=', by.sessionId),
    )
    .selectAll('question')
    .select((eb) => [
      'person.name as asked_by_name',
      'person.guest_institution',
      'station.name as station_name',
      eb
        .selectFrom('vote')
        .whereRef('vote.question_id', '=', 'question.id')
        .select((count) => count.fn.countAll<number>().as('votes'))
        .as('votes'),
    ])
    .execute();
  return rows.map((row) => ({
    id: row.id as QuestionId,
    sessionId: row.session_id as SessionId,
    text: row.text,
    lang: row.lang as Lang,
    spoken: row.spoken,
    askedById: row.asked_by as PersonId,
    askedByName: row.asked_by_name,
    institutionId: row.institution_id as InstitutionId | null,
    guestInstitution: row.guest_institution,
    stationId: row.station_id as StationId | null,
    stationName: row.station_name,
    askedAt: row.asked_at.toISOString(),
    votes: Number(row.votes ?? 0),
    answeredAt: row.answered_at?.toISOString() ?? null,
    answer: row.answer,
    carriedAt: row.carried_at?.toISOString() ?? null,
  }));
}

/** Which questions of a session the actor voted for. */
export async function votedBy({ db, actor }: Pick<ReadContext, 'db' | 'actor'>, sessionId: string) {
  const rows = await db
    .selectFrom('vote')
    .innerJoin('question', 'question.id', 'vote.question_id')
    .where('question.session_id', '=', sessionId)
    .where('vote.person_id', '=', actor.personId)
    .select('vote.question_id')
    .execute();
  return rows.map((row) => row.question_id as QuestionId);
}
