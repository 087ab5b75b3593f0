import type { InstitutionId, PersonId } from '../ids.ts';

/** What somebody says to an invitation. */
export const answers = ['coming', 'perhaps', 'not'] as const;
export type Answer = (typeof answers)[number];

/** How often the sessions of a series come; `once` is no series. */
export const rhythms = ['once', 'week', 'two_weeks', 'month'] as const;
export type Rhythm = (typeof rhythms)[number];
/** As many sessions as can be planned together: half a year of weeks. */
export const seriesLimit = 26;

/** Of a series: only this session, or this one and all that come after it. */
export const extents = ['this', 'later'] as const;
export type Extent = (typeof extents)[number];

export interface SessionAnswer {
  personId: PersonId;
  answer: Answer;
  at: Date;
  /** Said before the session was moved: it was about another time. */
  beforeMove: boolean;
}

/** Whether an answer was given to another time than the present one. */
export const isBeforeMove = (at: Date, movedAt: Date | null): boolean =>
  movedAt !== null && at.getTime() < movedAt.getTime();

export interface AnswerCounts {
  coming: number;
  perhaps: number;
  not: number;
  /** Of those who are in the room. */
  silent: number;
}

/** How many of some people said what. */
export function countAnswers(
  people: readonly { id: string }[],
  given: readonly Pick<SessionAnswer, 'personId' | 'answer'>[],
): AnswerCounts {
  const said = new Map<string, Answer>(given.map(({ personId, answer }) => [personId, answer]));
  const counts: AnswerCounts = { coming: 0, perhaps: 0, not: 0, silent: 0 };
  for (const { id } of people) counts[said.get(id) ?? 'silent'] += 1;
  return counts;
}

/** Where the mail to a person about a session stands. */
export type MailState = 'no_address' | 'waiting' | 'sending' | 'sent' | 'failed';

/** One line of the list that those who lead see. */
export interface Invited {
  personId: PersonId;
  name: string;
  institutionId: InstitutionId;
  mail: MailState;
  mailedAt: Date | null;
  answer: Answer | null;
  beforeMove: boolean;
}
