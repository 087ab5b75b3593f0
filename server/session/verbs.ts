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
import type { WriteContext } from '../context.ts';

/** After a session was planned, called off or given another agenda: what waits for one may land on it. */
type OnAgenda = (ctx: WriteContext, sessionId: string) => Promise<void>;

/** Sessions: planned, led, ended. */
export const sessionVerbs = ({ read, write, guestRead, guestWrite }: Binding, onAgenda: OnAgenda) => ({
  ofRoom: read(queries.ofRoom),
  page: guestRead(queries.page),
  next: read(queries.next),
  plan: write(planSession, async (ctx, input) => {
    const sessionId = await planning.plan(ctx, input);
    await onAgenda(ctx, sessionId);
    return sessionId;
  }),
  move: write(moveSession, planning.move),
  change: write(changeSession, async (ctx, input) => {
    await planning.change(ctx, input);
    await onAgenda(ctx, input.sessionId);
  }),
  cancel: write(cancelSession, async (ctx, input) => {
    await planning.cancel(ctx, input);
    await onAgenda(ctx, input.sessionId);
  }),
  end: write(ofSession, commands.end),
  nextItem: write(ofSession, commands.nextItem),
  raiseHand: guestWrite(inHand, commands.raiseHand),
  lowerHand: write(somebodyInSession, commands.lowerHand),
  remove: write(somebodyInSession, commands.remove),
});
