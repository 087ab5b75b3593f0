import { sayOffers } from '#domain/offer/schemas.ts';
import type { Binding } from '../bind.ts';
import * as commands from './commands.ts';
import { matches } from './matches.ts';
import * as queries from './queries.ts';

/** What institutions can give and want to receive. */
export const offerVerbs = ({ read, write }: Binding) => ({
  ofInstitution: read(queries.ofInstitution),
  list: read(queries.list),
  matches: read(matches),
  say: write(sayOffers, commands.say),
});
