import { checkList, confirmList, invite, revoke } from '#domain/invitation/schemas.ts';
import type { Binding } from '../bind.ts';
import * as commands from './commands.ts';
import * as list from './list.ts';
import * as queries from './queries.ts';

/** Invitations, for those who may invite; what their holders do is in accept.ts. */
export const invitationVerbs = ({ read, write }: Binding, secret: string) => ({
  make: write(invite, commands.make),
  mailTo: write(invite, commands.mailTo(secret)),
  renew: write(revoke, commands.renew),
  revoke: write(revoke, commands.revoke),
  checkList: write(checkList, list.check),
  confirmList: write(confirmList, list.confirm(secret)),
  previewList: read(list.preview),
  waitingIn: read(queries.waitingIn),
  waitingFor: read(queries.waitingFor),
  waitingAt: read(queries.waitingAt),
  invitingTo: read(queries.invitingTo),
  invitingAt: read(queries.invitingAt),
  invitable: read(queries.invitable),
  invitableRooms: read(queries.invitableRooms),
});
