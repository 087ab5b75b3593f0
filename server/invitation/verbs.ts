import { invite, revoke } from '#domain/invitation/schemas.ts';
import type { Binding } from '../bind.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';

/** Invitations, for those who may invite; what their holders do is in accept.ts. */
export const invitationVerbs = ({ read, write }: Binding) => ({
  make: write(invite, commands.make),
  revoke: write(revoke, commands.revoke),
  waiting: read(queries.waiting),
});
