import type { NetworkId } from '#domain/ids.ts';
import { rowStates, type PlannedRow, type RowState } from '#domain/institution/import.ts';
import { pageSize } from '#domain/institution/institution.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import { sql } from '../../db/database.ts';
import type { ReadContext } from '../../context.ts';
import { notFound } from '../../errors.ts';
import { importAccess, type ImportState } from './access.ts';
import type { ImportOutcome } from '#domain/institution/import.ts';

/** A page of an import's rows, problems first, or those of one state; with how far it is. */
export async function open(
  ctx: ReadContext,
  id: string,
  asked: { show: string | null; page: string | null },
) {
  const found = await importAccess(ctx, id);
  const show = rowStates.find((state) => state === asked.show) ?? null;
  const { first, last, pages, page } = window(found, show, Number(asked.page ?? 1));
  const { rows } = await sql<{ rows: PlannedRow[] }>`
    SELECT jsonb_path_query_array(rows, ${`$[${first} to ${last}]`}::jsonpath) AS rows
    FROM import WHERE id = ${found.id}`.execute(ctx.db);
  return { ...found, show, page, pages, rows: last < first ? [] : (rows[0]?.rows ?? []) };
}

/** Rows are kept by state, so that a state's rows stand together. Once done, only the refused ones are left. */
function window(
  { state, outcome }: { state: ImportState; outcome: ImportOutcome },
  show: RowState | null,
  asked: number,
) {
  const kept = rowStates.map((one) => (state === 'done' && one !== 'refused' ? 0 : outcome.counts[one]));
  const at = show === null ? 0 : rowStates.indexOf(show);
  const start = kept.slice(0, at).reduce((sum, count) => sum + count, 0);
  const count = show === null ? kept.reduce((sum, one) => sum + one, 0) : (kept[at] ?? 0);
  const pages = Math.max(1, Math.ceil(count / pageSize));
  const page = Number.isSafeInteger(asked) ? Math.min(Math.max(asked, 1), pages) : 1;
  const first = start + (page - 1) * pageSize;
  return { first, last: Math.min(first + pageSize, start + count) - 1, pages, page };
}

/** All rows that were refused, to be mended in the spreadsheet. */
export async function refused(ctx: ReadContext, id: string): Promise<PlannedRow[]> {
  const { outcome, state } = await importAccess(ctx, id);
  if (state === 'dropped' || outcome.counts.refused === 0) return [];
  const { rows } = await sql<{ rows: PlannedRow[] }>`
    SELECT jsonb_path_query_array(rows, ${`$[0 to ${outcome.counts.refused - 1}]`}::jsonpath) AS rows
    FROM import WHERE id = ${id}`.execute(ctx.db);
  return rows[0]?.rows ?? [];
}

/** The network's newest imports, for those who look after it. */
export async function recent({ db, actor }: ReadContext, networkId: NetworkId) {
  if (!networkAbilities(actor, networkId).lookAfter) throw notFound('network');
  const rows = await db
    .selectFrom('import')
    .innerJoin('person', 'person.id', 'import.made_by')
    .where('import.network_id', '=', networkId)
    .where('kind', '=', 'institutions')
    .where('state', '<>', 'dropped')
    .orderBy('made_at', 'desc')
    .limit(10)
    .select([
      'import.id',
      'file_name as fileName',
      'state',
      'made_at as madeAt',
      'person.name as by',
      'outcome',
    ])
    .execute();
  return rows.map(({ outcome, state, ...row }) => ({
    ...row,
    state: state as ImportState,
    counts: (outcome as unknown as ImportOutcome).counts,
  }));
}
