import { network, of, row, type Row } from './row.ts';

/** Places of people, and the audit. The institution asked about is Gihara. */
export const rightsRows: Record<string, Row> = {
  'GET /network/institutions/[institution]/people': row(of('staff', 'co_facilitator', 'manager', ...network)),
};
