import { arriveAtStation, startWalkthrough, thisWalkthrough } from '#domain/walkthrough/schemas.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import type { Binding } from '../bind.ts';

/** Walkthroughs of a session. */
export const walkthroughVerbs = ({ guestRead, write }: Binding) => ({
  ofSession: guestRead(queries.ofSession),
  start: write(startWalkthrough, commands.start),
  arriveAt: write(arriveAtStation, commands.arriveAt),
  hide: write(thisWalkthrough, commands.hide),
  show: write(thisWalkthrough, commands.show),
  end: write(thisWalkthrough, commands.end),
});
