import {
  changeInstitutionRole,
  exportInstitution,
  leaveNetwork,
  removeFromInstitution,
} from '#domain/institution/people.ts';
import type { Binding } from '../bind.ts';
import { exportData } from './export.ts';
import * as members from './members.ts';
import * as queries from './people.ts';

/** Who belongs to an institution, and the institution's own going. */
export const institutionMemberVerbs = ({ read, write }: Binding, doors: members.InstitutionDoors) => ({
  list: read(queries.people),
  person: read(queries.person),
  leaving: read(queries.leaving),
  changeRole: write(changeInstitutionRole, members.changeRole),
  remove: write(removeFromInstitution, members.remove(doors)),
  leaveNetwork: write(leaveNetwork, members.leaveNetwork(doors)),
  exportData: write(exportInstitution, exportData),
});
