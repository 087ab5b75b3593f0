import type { NetworkId, RoomId, TwinningId } from '../ids.ts';

/** From an empty network to a first session, in order. */
export const setupSteps = ['institutions', 'twinning', 'room', 'people', 'session'] as const;
export type SetupStep = (typeof setupSteps)[number];

/** What is there already; each a fact of the database, none a state of its own. */
export interface SetupFacts {
  /** Two institutions besides the backbone. */
  institutions: boolean;
  twinned: boolean;
  /** A twinning that waits for its room. */
  waiting: TwinningId | null;
  /** The newest room without a session. */
  room: { id: RoomId; name: string; leads: boolean; peopled: boolean } | null;
  anyRoom: boolean;
  anySession: boolean;
}

export interface NextStep {
  networkId: NetworkId;
  step: SetupStep;
  twinningId: TwinningId | null;
  room: { id: RoomId; name: string; leads: boolean } | null;
}

/** The one next step; null once a first session is planned. */
export function nextStepOf(networkId: NetworkId, facts: SetupFacts): NextStep | null {
  if (facts.anySession) return null;
  const step = firstMissing(facts);
  return { networkId, step, twinningId: facts.waiting, room: facts.room };
}

function firstMissing(facts: SetupFacts): SetupStep {
  if (facts.anyRoom) return facts.room?.peopled ? 'session' : 'people';
  if (facts.twinned) return 'room';
  return facts.institutions ? 'twinning' : 'institutions';
}
