import { answerQuestion, askQuestion, thisQuestion } from '#domain/question/schemas.ts';
import * as commands from './commands.ts';
import type { Binding } from '../bind.ts';

/** Questions of a session, in one queue. */
export const questionVerbs = ({ write, guestWrite }: Binding) => ({
  ask: guestWrite(askQuestion, commands.ask),
  vote: guestWrite(thisQuestion, commands.vote),
  unvote: guestWrite(thisQuestion, commands.unvote),
  take: write(thisQuestion, commands.take),
  answer: write(answerQuestion, commands.answer),
  carry: write(thisQuestion, commands.carry),
});
