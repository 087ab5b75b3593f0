import type { Binding } from '../bind.ts';
import * as queries from './people.ts';

/** Who belongs to an institution. */
export const institutionMemberVerbs = ({ read }: Binding) => ({
  list: read(queries.people),
});
