import { keepMoment } from '#domain/moment/schemas.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import type { Binding } from '../bind.ts';

/** Moments kept from walkthroughs. */
export const momentVerbs = ({ read, write }: Binding) => ({
  ofRoom: read(queries.ofRoom),
  keep: write(keepMoment, commands.keep),
});
