import * as schemas from '#domain/commitment/schemas.ts';
import * as changes from './change.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import { ownerless } from './ownerless.ts';
import { tracked } from './tracked.ts';
import type { Binding } from '../bind.ts';

/** Commitments: made, changed, found. */
export const commitmentVerbs = ({ read, write }: Binding) => ({
  make: write(schemas.makeCommitment, commands.make),
  accept: write(schemas.acceptCommitment, changes.accept),
  postpone: write(schemas.postponeCommitment, changes.postpone),
  pause: write(schemas.pauseCommitment, changes.pause),
  resume: write(schemas.resumeCommitment, changes.resume),
  handOver: write(schemas.handOverCommitment, changes.handOver),
  ofRoom: read(queries.ofRoom),
  dueForRoom: read(queries.dueForRoom),
  byCard: read(queries.byCard),
  mine: read(queries.mine),
  dueFor: read(queries.dueFor),
  waiting: read(queries.waiting),
  page: read(queries.page),
  startFrom: read(queries.startFrom),
  tracked: read(tracked),
  ownerless: read(ownerless),
});
