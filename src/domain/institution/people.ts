import * as v from 'valibot';
import { idOf, type InstitutionId, type NetworkId, type PersonId } from '../ids.ts';
import { checkbox, choice } from '../input.ts';
import { networkRoles } from '../person/actor.ts';
import { successor } from '../room/schemas.ts';
import { institutionRoles } from './institution.ts';

const member = { institutionId: idOf<InstitutionId>(), personId: idOf<PersonId>() };

export const changeInstitutionRole = v.object({ ...member, role: choice(institutionRoles) });

export const removeFromInstitution = v.object({
  ...member,
  successorId: successor,
  evenIfLast: checkbox,
});

export const leaveNetwork = v.object({
  institutionId: idOf<InstitutionId>(),
  /** Nobody takes an institution out by a slip of the finger. */
  sure: v.pipe(checkbox, v.literal(true, 'error_not_sure')),
});

export const exportInstitution = v.object({
  institutionId: idOf<InstitutionId>(),
  format: choice(['json', 'csv']),
});

export const takeBackNetworkRole = v.object({
  networkId: idOf<NetworkId>(),
  personId: idOf<PersonId>(),
  role: choice(networkRoles),
});
