import type { InstitutionId, NetworkId } from '../ids.ts';
import { networkAbilities } from '../network/abilities.ts';
import type { Actor } from '../person/actor.ts';

interface TwinningFacts {
  networkId: NetworkId;
  institutionIds: readonly InstitutionId[];
  ended: boolean;
  /** A room is open for it. */
  hasRoom: boolean;
}

/** What a person may do with a twinning. Who is not in the network does not see it at all. */
export function twinningAbilities(actor: Actor, facts: TwinningFacts) {
  const network = networkAbilities(actor, facts.networkId);
  const own = actor.institutions.some((one) => facts.institutionIds.includes(one.institutionId));
  return {
    /** Who, the topic and the step: everybody of the network. */
    see: network.see,
    /** Sponsors and agreement: the twins themselves and those who look after the network. */
    seeAgreement: own || network.lookAfter,
    change: network.makeTwinning && !facts.ended,
    /** Other institutions or another topic: only while no room lives from it. */
    changePartners: network.makeTwinning && !facts.ended && !facts.hasRoom,
    end: network.makeTwinning && !facts.ended,
    openRoom: network.openRoom && !facts.ended && !facts.hasRoom,
  };
}
export type TwinningAbilities = ReturnType<typeof twinningAbilities>;
