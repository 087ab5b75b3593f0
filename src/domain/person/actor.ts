import type { InstitutionId, NetworkId, PersonId, SessionId } from '../ids.ts';
import type { InstitutionRole } from '../institution/institution.ts';
import type { Lang } from './lang.ts';

export const networkRoles = ['backbone_manager', 'administrator'] as const;
export type NetworkRole = (typeof networkRoles)[number];

/** Who is asking: a signed-in person and the roles they hold in networks. Room roles are found with the room. */
export interface Actor {
  readonly personId: PersonId;
  readonly name: string;
  readonly email: string | null;
  readonly lang: Lang;
  readonly zone: string;
  readonly authSessionId: string;
  readonly networks: readonly { networkId: NetworkId; institutionId: InstitutionId; role: NetworkRole }[];
  /** Where the actor belongs, by order of joining; institutions that left their network are not among them. */
  readonly institutions: readonly {
    institutionId: InstitutionId;
    networkId: NetworkId;
    role: InstitutionRole;
  }[];
  /** A guest sees this one session and nothing else; null for everybody else. */
  readonly guestOf: SessionId | null;
  /** From where this request comes, for the audit; a socket or a job has no such thing. */
  readonly from?: { readonly address: string; readonly device: string };
}

/** Whether the actor holds `role` in the network. */
export const holds = (actor: Actor, networkId: NetworkId, role: NetworkRole): boolean =>
  actor.networks.some((held) => held.networkId === networkId && held.role === role);
