import type { NetworkId } from '../ids.ts';
import { holds, type Actor } from '../person/actor.ts';

/** What a person may do in a network. Who belongs to none of its institutions does not see it at all. */
export function networkAbilities(actor: Actor, networkId: NetworkId) {
  const administer = holds(actor, networkId, 'administrator');
  const lookAfter = administer || holds(actor, networkId, 'backbone_manager');
  const belongs = actor.institutions.some((one) => one.networkId === networkId);
  return {
    /** Institutions, topics, offers and needs, and who is twinned with whom: everybody of the network. */
    see: lookAfter || belongs,
    /** Of rooms titles, steps and dates; never what is inside. */
    seeRooms: lookAfter,
    lookAfter,
    administer,
    addInstitution: lookAfter,
    addTopic: lookAfter,
    changePlanTemplates: lookAfter,
    makeTwinning: lookAfter,
    openRoom: lookAfter,
    /** Invite to the network's institutions and rooms. */
    invite: lookAfter,
    /** Give away the network's own roles, and take them back. */
    inviteToNetwork: administer,
    changeMembers: administer,
    seeAudit: administer,
  };
}

export type NetworkAbilities = ReturnType<typeof networkAbilities>;
