import type { InstitutionId, PersonId, QuestionId, SessionId, StationId } from '../ids.ts';
import type { Lang } from '../person/lang.ts';

/** A question of a session's queue as everybody there sees it. Instants are ISO strings. */
export interface Question {
  id: QuestionId;
  sessionId: SessionId;
  text: string;
  lang: Lang;
  /** Asked by voice and noted by somebody else for the institution. */
  spoken: boolean;
  askedById: PersonId;
  askedByName: string;
  /** Null when a guest asked, whose institution stands in their own words. */
  institutionId: InstitutionId | null;
  guestInstitution: string | null;
  stationId: StationId | null;
  stationName: string | null;
  askedAt: string;
  votes: number;
  answeredAt: string | null;
  answer: string | null;
  carriedAt: string | null;
}

/** Neither answered nor carried to the room. */
export const isOpen = ({ answeredAt, carriedAt }: Pick<Question, 'answeredAt' | 'carriedAt'>): boolean =>
  answeredAt === null && carriedAt === null;

/**
 * The queue: the current question first, then open ones by votes, the earlier first among equals; then what was
 * carried; then what was answered.
 */
export function inQueueOrder<Q extends Question>(questions: readonly Q[], currentId: QuestionId | null): Q[] {
  const group = (question: Q): number => {
    if (isOpen(question)) return question.id === currentId ? 0 : 1;
    return question.answeredAt === null ? 2 : 3;
  };
  return questions.toSorted(
    (a, b) => group(a) - group(b) || b.votes - a.votes || a.askedAt.localeCompare(b.askedAt),
  );
}
