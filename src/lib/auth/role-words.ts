import type { NetworkRole } from '#domain/person/actor.ts';
import type { RoomRole } from '#domain/room/room.ts';
import { m } from '$lib/paraglide/messages.js';

/** The word for a role, in a room, in a network or in a session. */
export const roleWords: Record<RoomRole | NetworkRole | 'guest', () => string> = {
  staff: m.auth_role_staff,
  co_facilitator: m.auth_role_co_facilitator,
  facilitator: m.auth_role_facilitator,
  manager: m.auth_role_manager,
  observer: m.auth_role_observer,
  backbone_manager: m.auth_role_backbone_manager,
  administrator: m.auth_role_administrator,
  guest: m.guest_role,
};

/** What somebody of this role can try in the demo. */
export const tryWords: Record<RoomRole | NetworkRole, () => string> = {
  staff: m.auth_try_staff,
  co_facilitator: m.auth_try_co_facilitator,
  facilitator: m.auth_try_facilitator,
  manager: m.auth_try_manager,
  observer: m.auth_try_observer,
  backbone_manager: m.auth_try_backbone_manager,
  administrator: m.auth_try_administrator,
};
