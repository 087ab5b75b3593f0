import type { NetworkId } from '../ids.ts';
import { holds, type Actor } from '../person/actor.ts';

/** What a person may do in a network. Room members without a network role do not see it at all. */
export function networkAbilities(actor: Actor, networkId: NetworkId) {
  const administers = holds(actor, networkId, 'administrator');
  const looksAfter = administers || holds(actor, networkId, 'backbone_manager');
  return {
    /** Institutions, topics, and of rooms: titles, steps and dates only. */
    see: looksAfter,
    addInstitution: looksAfter,
    addTopic: looksAfter,
    openRoom: looksAfter,
    /** Give roles away, in the network and in its rooms. */
    invite: administers,
  };
}

export type NetworkAbilities = ReturnType<typeof networkAbilities>;
