import { members, of, row, type Row } from './row.ts';

const plan = '/rooms/[room]/plan';

/** The plan in and out: exports, imports, public links. */
export const planFileRows: Record<string, Row> = {
  [`GET ${plan}/export`]: row(of(...members)),
  [`GET ${plan}/export/print`]: row(of(...members)),
  [`GET ${plan}/export/[format]`]: row(of(...members)),
};
