import type { InstitutionId, PersonId } from '../ids.ts';
import type { RoomInstitution, RoomRole } from '../room/room.ts';
import type { CardDifference } from './difference.ts';
import type { PlanVersionId } from './versions.ts';

/** Who signs for an institution in a room (the same as `signPlan` in the room's abilities). */
export const signerRoles: readonly RoomRole[] = ['manager', 'co_facilitator'];

/** The institutions whose signatures make a plan jointly signed: those that give or receive, not the network's office. */
export const partiesOf = (institutions: readonly RoomInstitution[]): RoomInstitution[] =>
  institutions.filter(({ side, left }) => side !== 'backbone' && !left);

export interface Signature {
  institutionId: InstitutionId;
  personId: PersonId;
  name: string;
  role: RoomRole;
  at: Date;
}

/** A version that somebody has signed. */
export interface SignedVersion {
  id: PlanVersionId;
  hash: string;
  at: Date;
  /** When the last institution signed; null as long as one is waited for. */
  jointlySignedAt: Date | null;
  signatures: Signature[];
}

/** A version that waits for signatures, and what the plan has become since. */
export interface OpenVersion extends SignedVersion {
  /** It is the plan as it is now. */
  isPresent: boolean;
  since: CardDifference[];
}

/** An institution that signs, and who can do it. */
export interface Party {
  institution: RoomInstitution;
  signers: { id: PersonId; name: string; role: RoomRole }[];
}
