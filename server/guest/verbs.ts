import { guestLang, revokeGuestLink } from '#domain/guest/schemas.ts';
import { nothing } from '#domain/person/schemas.ts';
import { ofSession, somebodyInSession } from '#domain/session/schemas.ts';
import type { Binding } from '../bind.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';

/** Guests of a session: for those who lead it, and for the guest; what strangers may do is in doors.ts. */
export const guestVerbs = ({ read, write, guestRead, guestWrite }: Binding) => ({
  ofSession: read(queries.ofSession),
  atTheDoor: read(queries.atTheDoor),
  makeLink: write(ofSession, commands.makeLink),
  revokeLink: write(revokeGuestLink, commands.revokeLink),
  letIn: write(somebodyInSession, commands.letIn),
  turnAway: write(somebodyInSession, commands.turnAway),
  visit: guestRead(queries.visit),
  leave: guestWrite(nothing, commands.leave),
  readIn: guestWrite(guestLang, commands.readIn),
});
