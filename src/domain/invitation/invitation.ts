import { institutionRoles } from '../institution/institution.ts';
import type { InstitutionId, RoomId } from '../ids.ts';
import { networkRoles, type NetworkRole } from '../person/actor.ts';
import { roomRoles, type RoomRole } from '../room/room.ts';

/** How long a link may work; a poster for a morning, or a month for those who are hard to reach. */
export const invitationDays = [1, 7, 30] as const;
export const usualDays = 7;

/** What a link leads into. `first` makes the first administrator. */
export const targets = ['network', 'institution', 'room'] as const;
export type Target = (typeof targets)[number];

export const invitedRoles = [...roomRoles, ...networkRoles] as const;
export type InvitedRole = RoomRole | NetworkRole;

/** The roles a link to each target can give. */
export const rolesFor: Record<Target, readonly InvitedRole[]> = {
  network: networkRoles,
  institution: institutionRoles,
  room: roomRoles,
};

/** What people who invite for their own institution alone can give in a room. */
export const ownRoles: readonly InvitedRole[] = ['staff', 'co_facilitator', 'manager', 'observer'];

/** A poster hangs where everybody passes: it never gives a role that decides over others. */
export const posterRoles: readonly InvitedRole[] = ['staff', 'observer'];

/** Whether the role is held in a network and not in a room. */
export const isNetworkRole = (role: string): role is NetworkRole =>
  networkRoles.includes(role as NetworkRole);

/**
 * Why a link does not work (any more): `unknown` when it was never given out like this, `removed` when somebody took
 * this person's place away since.
 */
export type GoneBecause = 'used' | 'expired' | 'revoked' | 'unknown' | 'left' | 'removed';

/** A person's place where the invitation leads, as it is before they accept. */
export interface EarlierPlace {
  role: InvitedRole;
  institution: string;
  /** The invitation changes nothing. */
  same: boolean;
}

/** What an invitation gives, in words for whoever holds the link. */
export interface InvitationOffer {
  /** Makes the first administrator, who names network and institution. */
  first: boolean;
  target: Target | 'first';
  /** A poster: for whoever holds it. */
  many: boolean;
  role: InvitedRole;
  network: string | null;
  room: string | null;
  roomId: RoomId | null;
  /** Null when the newcomer says which of `institutions` is theirs. */
  institution: string | null;
  institutions: { id: InstitutionId; name: string }[];
  by: string | null;
  expiresAt: Date;
  zone: string;
  /** Whom it was made for, when that was said. */
  name: string | null;
  /** The address it was mailed to: who holds the link reads its mails. */
  address: string | null;
}
