import * as schemas from '#domain/plan/talk-schemas.ts';
import type { Binding } from '../bind.ts';
import { carry } from './carry.ts';
import * as comments from './comments.ts';
import * as queries from './queries.ts';
import { saidTo } from './said-to.ts';
import * as suggestions from './suggestions.ts';
import * as threads from './threads.ts';

/** What is said about a plan's cards: threads of comments, and other wordings. */
export const planTalkVerbs = ({ read, write }: Binding) => ({
  counts: read(queries.counts),
  ofCard: read(queries.ofCard),
  saidTo: read(saidTo),
  begin: write(schemas.beginThread, threads.begin),
  reply: write(schemas.replyInThread, threads.reply),
  change: write(schemas.changeComment, comments.change),
  takeAway: write(schemas.thisComment, comments.takeAway),
  resolve: write(schemas.thisThread, threads.resolve),
  reopen: write(schemas.thisThread, threads.reopen),
  carry: write(schemas.thisThread, carry),
  suggest: write(schemas.makeSuggestion, suggestions.suggest),
  accept: write(schemas.thisSuggestion, suggestions.accept),
  decline: write(schemas.declineSuggestion, suggestions.decline),
  withdraw: write(schemas.thisSuggestion, suggestions.withdraw),
});
