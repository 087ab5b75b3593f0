import { newId, type AnyId } from '#domain/ids.ts';
import { importLimits, type ImportOutcome } from '#domain/institution/import.ts';
import type { confirmImport, dropImport, startImport } from '#domain/institution/schemas.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type * as v from 'valibot';
import type { ReadContext, WriteContext } from '../../context.ts';
import { sql } from '../../db/database.ts';
import { conflict, invalid, notFound } from '../../errors.ts';
import { importAccess } from './access.ts';
import { beside } from './beside.ts';
import { existingOf } from './existing.ts';

/**
 * Reads a file or a pasted list, compares it with the network's institutions and keeps what it would do until
 * somebody says yes. Writes no institution. The reading takes no transaction: it may last a second.
 */
export async function start(ctx: ReadContext, input: v.InferOutput<typeof startImport>): Promise<AnyId> {
  const { db, actor, now } = ctx;
  const { networkId, file, text } = input;
  if (!networkAbilities(actor, networkId).lookAfter) throw notFound('network');
  const hasFile = file !== undefined && file.size > 0;
  if (!hasFile && text === '') throw invalid({ file: 'error_import_nothing' });
  if ((hasFile ? file.size : text.length) > importLimits.bytes)
    throw invalid({ file: 'error_import_too_large' });
  const bytes = hasFile ? new Uint8Array(await file.arrayBuffer()) : null;
  const existing = await existingOf(db, networkId);
  const read = await beside({ kind: 'read', bytes, text, existing });
  const outcome = { counts: read.counts, version: 1, encoding: read.encoding, ignored: read.ignored };
  const id = newId<AnyId>();
  await db
    .insertInto('import')
    .values({
      ...{ id, network_id: networkId, kind: 'institutions', made_by: actor.personId, made_at: now },
      file_name: hasFile && 'name' in file ? String(file.name).slice(0, 200) : '',
      ...{ rows: read.rows, outcome: JSON.stringify(outcome satisfies ImportOutcome) },
    })
    .execute();
  return id;
}

/** Says yes to a preview, as it was seen; a job writes it in one transaction. */
export async function confirm(
  ctx: WriteContext,
  { importId, version }: v.InferOutput<typeof confirmImport>,
): Promise<void> {
  const { trx, actor } = ctx;
  const { outcome } = await importAccess({ db: trx, actor }, importId);
  if (outcome.version !== version) throw conflict('error_import_changed');
  if (outcome.counts.new + outcome.counts.changed === 0) throw conflict('error_import_nothing_to_do');
  const confirmed = JSON.stringify({ ...outcome, confirmedBy: actor.personId, changedMeanwhile: false });
  const { numUpdatedRows } = await trx
    .updateTable('import')
    .set({ state: 'running', done: 0, outcome: confirmed })
    .where('id', '=', importId)
    .where('state', '=', 'preview')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw conflict('error_import_changed');
  await sql`SELECT graphile_worker.add_job('find-imports', '{}'::json, max_attempts := 1)`.execute(trx);
}

/** Throws a preview away, with what was read. */
export async function drop(
  { trx, actor, now }: WriteContext,
  { importId }: v.InferOutput<typeof dropImport>,
): Promise<void> {
  await importAccess({ db: trx, actor }, importId);
  const { numUpdatedRows } = await trx
    .updateTable('import')
    .set({ state: 'dropped', rows: '[]', finished_at: now })
    .where('id', '=', importId)
    .where('state', 'in', ['preview', 'failed'])
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw conflict('error_import_changed');
}
