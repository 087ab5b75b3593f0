import type { RoomAbilities } from '../room/abilities.ts';

export interface SessionFacts {
  /** Ended or cancelled: what was said is still read, nothing more is added. */
  over: boolean;
  /** The actor walks in the walkthrough that is running. */
  walker: boolean;
}

/** What a person may do in the walkthroughs of a session. */
export function walkthroughAbilities(room: RoomAbilities, { over, walker }: SessionFacts) {
  return {
    see: room.see,
    start: room.walk && !over,
    /** Go to the next station, hide and show: the walker decides what her camera shows. */
    lead: walker && !over,
    /** A facilitator may end a walk whose line was lost. */
    end: (walker || room.facilitate) && !over,
  };
}
export type WalkthroughAbilities = ReturnType<typeof walkthroughAbilities>;
