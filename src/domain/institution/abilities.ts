import type { InstitutionId, NetworkId } from '../ids.ts';
import { networkAbilities } from '../network/abilities.ts';
import type { Actor } from '../person/actor.ts';

/** What a person may do with an institution of a network. Who is not in the network does not see it at all. */
export function institutionAbilities(
  actor: Actor,
  { institutionId, networkId }: { institutionId: InstitutionId; networkId: NetworkId },
) {
  const network = networkAbilities(actor, networkId);
  const role = actor.institutions.find((one) => one.institutionId === institutionId)?.role ?? null;
  const speaksFor = role === 'co_facilitator' || role === 'manager';
  return {
    /** Name, level, place, languages, offers and needs, twinnings: everybody of the network. */
    see: network.see,
    /** Focal points and sponsor with their addresses: its own people and those who look after the network. */
    seeContacts: role !== null || network.lookAfter,
    seePeople: role !== null || network.lookAfter,
    edit: speaksFor || network.lookAfter,
    /** Say what it can give and wants to receive. */
    offer: speaksFor || network.lookAfter,
    invite: speaksFor || network.lookAfter,
    /** A new PIN for somebody without an e-mail address who forgot theirs. */
    resetPin: role === 'co_facilitator' || network.administer,
    /** Another role at the institution, or out of it and of all rooms it is the way into. */
    changePeople: speaksFor || network.administer,
    /** Leave the network, and take the data along. */
    leave: role === 'manager' || network.administer,
    merge: network.lookAfter,
  };
}
export type InstitutionAbilities = ReturnType<typeof institutionAbilities>;
