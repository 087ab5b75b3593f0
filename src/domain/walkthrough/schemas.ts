import * as v from 'valibot';
import { idOf, newId, type SessionId, type StationId, type WalkthroughId } from '../ids.ts';
import { text } from '../input.ts';

/** Names of stations: a list, or one a line as a plain form sends them. Empty lines are left out. */
const stationNames = v.pipe(
  v.union([v.string(), v.array(v.string())], 'error_required'),
  v.transform((value) => (typeof value === 'string' ? value.split('\n') : value)),
  v.transform((names) => names.map((name) => name.trim()).filter(Boolean)),
  v.minLength(1, 'error_stations_none'),
  v.maxLength(12, 'error_stations_many'),
  v.array(text(60)),
);

export const startWalkthrough = v.object({
  id: v.optional(idOf<WalkthroughId>(), () => newId<WalkthroughId>()),
  sessionId: idOf<SessionId>(),
  stations: stationNames,
});

export const arriveAtStation = v.object({
  walkthroughId: idOf<WalkthroughId>(),
  stationId: idOf<StationId>(),
});

export const thisWalkthrough = v.object({ walkthroughId: idOf<WalkthroughId>() });
