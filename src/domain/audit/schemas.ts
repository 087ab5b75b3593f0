import * as v from 'valibot';
import { idOf, type NetworkId } from '../ids.ts';
import { choice, day } from '../input.ts';
import { auditKinds } from './audit.ts';

const unset = v.pipe(
  v.literal(''),
  v.transform(() => undefined),
);

/** What to look for; empty fields look for everything. */
export const auditFilters = v.object({
  kind: v.optional(v.union([unset, choice(auditKinds)], 'error_choice')),
  personId: v.optional(v.union([unset, v.pipe(v.string(), v.uuid('error_choice'))], 'error_choice')),
  day: v.optional(v.union([unset, day], 'error_day')),
});

export const exportAudit = v.object({ networkId: idOf<NetworkId>(), ...auditFilters.entries });
