import { stringify } from 'csv-stringify/sync';
import type * as v from 'valibot';
import type { exportAudit } from '#domain/audit/schemas.ts';
import { reading, type WriteContext } from '../context.ts';
import { recordAudit } from '../event/audit.ts';
import { allOfNetwork } from './queries.ts';

/** The audit as a file for a spreadsheet; that it was opened stands in the audit. Administrators only. */
export async function exportCsv(
  ctx: WriteContext,
  { networkId, ...filters }: v.InferOutput<typeof exportAudit>,
): Promise<string> {
  const items = await allOfNetwork(reading(ctx), networkId, filters);
  await recordAudit(ctx.trx, {
    ...{ kind: 'audit_exported', personId: ctx.actor.personId, at: ctx.now, networkId },
    ...ctx.actor.from,
    data: { rows: items.length },
  });
  const columns = [
    ...['at', 'kind', 'by', 'subject', 'institution', 'room', 'role', 'was', 'address', 'device'],
  ];
  // The mark at the start lets spreadsheets read accents; a name that begins like a formula stays a name.
  return stringify(
    items.map((item) => ({ ...item, at: item.at.toISOString() })),
    { header: true, columns, bom: true, escape_formulas: true },
  );
}
