import { networkRoles, type NetworkRole } from '../person/actor.ts';
import { roomRoles, type RoomRole } from '../room/room.ts';

/** How long a link works. */
export const invitationDays = 7;

export const invitedRoles = [...roomRoles, ...networkRoles] as const;
export type InvitedRole = RoomRole | NetworkRole;

/** Whether the role is held in a network and not in a room. */
export const isNetworkRole = (role: string): role is NetworkRole =>
  networkRoles.includes(role as NetworkRole);

/** Why a link does not work (any more); `unknown` when it was never given out like this. */
export type GoneBecause = 'used' | 'expired' | 'revoked' | 'unknown';

/** What an invitation gives, in words for whoever holds the link. */
export interface InvitationOffer {
  /** Makes the first administrator, who names network and institution. */
  first: boolean;
  role: InvitedRole;
  network: string | null;
  room: string | null;
  institution: string | null;
  by: string | null;
  expiresAt: Date;
  zone: string;
}
