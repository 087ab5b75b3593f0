import { answerSession } from '#domain/calendar/schemas.ts';
import type { Binding } from '../bind.ts';
import { answer, ofSession } from './answers.ts';

/** Who comes to a session, and calendars. */
export const calendarVerbs = ({ read, write }: Binding) => ({
  answer: write(answerSession, answer('page')),
  answersTo: read(ofSession),
});
