import { inHand, moveSession, ofSession, planSession, somebodyInSession } from '#domain/session/schemas.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import type { Binding } from '../bind.ts';

/** Sessions: planned, led, ended. */
export const sessionVerbs = ({ read, write }: Binding) => ({
  ofRoom: read(queries.ofRoom),
  page: read(queries.page),
  next: read(queries.next),
  plan: write(planSession, commands.plan),
  move: write(moveSession, commands.move),
  cancel: write(ofSession, commands.cancel),
  end: write(ofSession, commands.end),
  nextItem: write(ofSession, commands.nextItem),
  raiseHand: write(inHand, commands.raiseHand),
  lowerHand: write(somebodyInSession, commands.lowerHand),
  remove: write(somebodyInSession, commands.remove),
});
