import { exportAudit } from '#domain/audit/schemas.ts';
import type { Binding } from '../bind.ts';
import { exportCsv } from './export.ts';
import * as queries from './queries.ts';

/** Security happenings: read by those entitled, changed by nobody. */
export const auditVerbs = ({ read, write }: Binding) => ({
  ofNetwork: read(queries.ofNetwork),
  ofMe: read(queries.ofMe),
  exportCsv: write(exportAudit, exportCsv),
});
