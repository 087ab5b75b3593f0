import {
  inHand,
  moveSession,
  ofSession,
  planSession,
  somebodyInSession,
  changeSession,
  cancelSession,
} from '#domain/session/schemas.ts';
import * as commands from './commands.ts';
import * as planning from './planning.ts';
import * as queries from './queries.ts';
import type { Binding } from '../bind.ts';

/** Sessions: planned, led, ended. */
export const sessionVerbs = ({ read, write, guestRead, guestWrite }: Binding) => ({
  ofRoom: read(queries.ofRoom),
  page: guestRead(queries.page),
  next: read(queries.next),
  plan: write(planSession, planning.plan),
  move: write(moveSession, planning.move),
  change: write(changeSession, planning.change),
  cancel: write(cancelSession, planning.cancel),
  end: write(ofSession, commands.end),
  nextItem: write(ofSession, commands.nextItem),
  raiseHand: guestWrite(inHand, commands.raiseHand),
  lowerHand: write(somebodyInSession, commands.lowerHand),
  remove: write(somebodyInSession, commands.remove),
});
