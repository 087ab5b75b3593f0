import { all, leaders, members, of, row, writers, type Row } from './row.ts';

const plan = '/rooms/[room]/plan';

/** The plan in and out: exports, imports, public links. */
export const planFileRows: Record<string, Row> = {
  [`GET ${plan}/export`]: row(of(...members)),
  [`GET ${plan}/export/print`]: row(of(...members)),
  [`GET ${plan}/export/[format]`]: row(of(...members)),
  // The templates from which sections can be added
  [`GET ${plan}/sections`]: row(of(...writers)),
  [`GET ${plan}/import`]: row(of(...writers)),
  // A picture is no spreadsheet: they are told so.
  [`POST ${plan}/import/sheets`]: row(of(...writers), ({ picture }) => ({ file: picture })),
  [`GET ${plan}/links`]: row(of(...leaders)),
  [`POST ${plan}/links?/make`]: row(of(...leaders), () => ({ days: '7' })),
  [`POST ${plan}/links?/revoke`]: row(of(...leaders), ({ planLinkId }) => ({ linkId: planLinkId })),
  // The token of the test was never made.
  'GET /plans/[token]': row(all('not_found')),
  'GET /plans/[token]/pictures/[picture]': row(all('not_found')),
};
