import { isId, type AnyId, type NetworkId } from '#domain/ids.ts';
import type { ImportOutcome } from '#domain/institution/import.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type { ReadContext } from '../../context.ts';
import { notFound } from '../../errors.ts';

export type ImportState = 'preview' | 'running' | 'done' | 'failed' | 'dropped';

/** An import of institutions without its rows. `not_found` for those who do not look after its network. */
export async function importAccess({ db, actor }: Pick<ReadContext, 'db' | 'actor'>, importId: string) {
  if (!isId(importId)) throw notFound('import');
  const row = await db
    .selectFrom('import')
    .where('id', '=', importId)
    .where('kind', '=', 'institutions')
    .select(['id', 'network_id', 'file_name', 'state', 'done', 'made_at', 'finished_at', 'outcome'])
    .executeTakeFirst();
  if (!row || !networkAbilities(actor, row.network_id as NetworkId).lookAfter) throw notFound('import');
  return {
    id: row.id as AnyId,
    networkId: row.network_id as NetworkId,
    fileName: row.file_name,
    state: row.state as ImportState,
    done: row.done,
    madeAt: row.made_at,
    finishedAt: row.finished_at,
    outcome: row.outcome as unknown as ImportOutcome,
  };
}
