import type { InvitedRole } from '#domain/invitation/invitation.ts';
import { m } from '$lib/paraglide/messages.js';

/** What a role lets a person do, in one sentence for whoever is invited to it. */
export const givesWords: Record<InvitedRole, () => string> = {
  staff: m.invitation_gives_staff,
  co_facilitator: m.invitation_gives_co_facilitator,
  facilitator: m.invitation_gives_facilitator,
  manager: m.invitation_gives_manager,
  observer: m.invitation_gives_observer,
  backbone_manager: m.invitation_gives_backbone_manager,
  administrator: m.invitation_gives_administrator,
};
