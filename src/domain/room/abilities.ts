import type { NetworkRole } from '../person/actor.ts';
import { roomRoles, type RoomRole } from './room.ts';

export interface RoomFacts {
  /** The actor's role in the room, null when they are no member. */
  role: RoomRole | null;
  /** The actor's roles in the room's network. */
  networkRoles: readonly NetworkRole[];
}

/** What a person may do in a room. Pages, commands, sockets and media grants all ask here. */
export function roomAbilities({ role, networkRoles }: RoomFacts) {
  const member = role !== null;
  const writes = member && role !== 'observer';
  const leads = role === 'facilitator' || role === 'co_facilitator';
  return {
    /** Plan, sessions, moments, reports: the room's members. */
    see: member,
    /** Titles, states and dates only: those who look after the network. */
    seeSummary: member || networkRoles.length > 0,
    editPlan: writes,
    /** Sign the plan, for an institution that gives or receives here: those who speak for it. */
    signPlan: role === 'manager' || role === 'co_facilitator',
    /** Let anybody read the plan by a link, for a time. */
    sharePlan: leads,
    planSession: leads,
    joinCall: member,
    /** Camera and microphone; an observer listens. */
    speak: writes,
    ask: writes,
    walk: writes && role !== 'manager',
    keepMoment: writes,
    /** Make commitments for the own institution. */
    commit: writes,
    /** Make commitments and file reports for any institution of the room. */
    commitForAll: role === 'facilitator',
    /** Change dates, pause, hand over commitments of the own institution. */
    steward: leads || role === 'manager',
    reply: writes,
    facilitate: leads,
    removeFromCall: role === 'facilitator',
    seePeople: member,
    /** Who is in the room with which role: those who may change it must know it. Nothing of what they write. */
    seePlaces: member || networkRoles.length > 0,
    /** Invite through any institution. Backbone managers appoint facilitators, so they may. */
    invite: role === 'facilitator' || networkRoles.length > 0,
    /** Invite through the own institution. */
    inviteOwn: role === 'co_facilitator' || role === 'facilitator',
    /** Change anybody's role, replace or remove them; the network's people too, so that no room is stuck. */
    changeMembers: role === 'facilitator' || networkRoles.length > 0,
    /** The same for people of the own institution. */
    changeOwnMembers: role === 'co_facilitator' || role === 'facilitator' || role === 'manager',
    inviteGuests: leads,
    admitGuests: leads,
    /** Take the own institution out of the room. */
    leave: role === 'manager' || role === 'facilitator',
    /** Let one more join, take any out, and bring it back. */
    changeInstitutions: role === 'facilitator' || networkRoles.length > 0,
  };
}

export type RoomAbilities = ReturnType<typeof roomAbilities>;

export interface PlaceFacts {
  room: Pick<RoomAbilities, 'changeMembers' | 'changeOwnMembers'>;
  /** Whether it is the actor's own place. */
  self: boolean;
  /** Whether it is a place of the institution through which the actor is in the room. */
  own: boolean;
  role: RoomRole;
}

/** What a person may do with one place in a room: their own, one of their institution, or any. */
export function placeAbilities({ room, self, own, role }: PlaceFacts) {
  // Who speaks for an institution neither makes a facilitator nor unmakes one.
  const change = room.changeMembers || (room.changeOwnMembers && own && role !== 'facilitator');
  return {
    change,
    /** The roles that may be given. */
    roles: roomRoles.filter((one) => change && (room.changeMembers || one !== 'facilitator')),
    /** Let the person stand for another institution of the room. */
    moveElsewhere: room.changeMembers,
    replace: change,
    remove: change && !self,
    /** Everybody may go. */
    leave: self,
  };
}
export type PlaceAbilities = ReturnType<typeof placeAbilities>;
