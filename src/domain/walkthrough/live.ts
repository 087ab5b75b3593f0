import type { Moment } from '../moment/moment.ts';
import type { Question } from '../question/question.ts';
import type { QuestionId } from '../ids.ts';
import type { Walkthrough } from './walkthrough.ts';

/** What travels along on a session's topic, so that nobody downloads a page for a vote. Nothing in it is about the reader. */
export type WalkthroughNews =
  | { kind: 'walkthrough'; walkthrough: Walkthrough }
  | { kind: 'question'; question: Question; currentQuestionId: QuestionId | null }
  | { kind: 'moment'; moment: Moment };

const kinds: readonly unknown[] = ['walkthrough', 'question', 'moment'];

/** Whether what came on a session's topic is ours; others send their rows on it too. */
export const isWalkthroughNews = (data: unknown): data is WalkthroughNews =>
  typeof data === 'object' && data !== null && 'kind' in data && kinds.includes(data.kind);
