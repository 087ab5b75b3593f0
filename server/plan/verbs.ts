import * as queries from './queries.ts';
import type { Binding } from '../bind.ts';

/** Plans, as pages read them; they are written over the socket. */
export const planVerbs = ({ read }: Binding) => ({
  open: read(queries.open),
  changes: read(queries.changes),
});
