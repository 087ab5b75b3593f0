import type { ImportOutcome } from '#domain/institution/import.ts';
import type { Clock } from '../../context.ts';
import { inTransaction, sql, type Database, type Tx } from '../../db/database.ts';
import { recordAudit } from '../../event/audit.ts';
import type { Log } from '../../log.ts';
import { notifyLive } from '../../live/notify.ts';
import { beside } from './beside.ts';
import { existingOf } from './existing.ts';

interface Parts {
  db: Database;
  clock: Clock;
  log: Log;
}
const previewsStayMs = 30 * 24 * 3600 * 1000;

/**
 * Writes the imports somebody has said yes to, and forgets previews that nobody came back to. Found by a query, so
 * that one whose server was stopped in the middle is done after the next start.
 */
export async function findImports(parts: Parts): Promise<void> {
  const { db, clock } = parts;
  const due = await db
    .selectFrom('import')
    .where('state', '=', 'running')
    .orderBy('made_at')
    .select('id')
    .execute();
  for (const { id } of due) await runImport(parts, id);
  await db
    .updateTable('import')
    .set({ state: 'dropped', rows: '[]', finished_at: clock.now() })
    .where('kind', '=', 'institutions')
    .where('state', 'in', ['preview', 'failed'])
    .where('made_at', '<', new Date(clock.now().getTime() - previewsStayMs))
    .execute();
}

/** Writes one import: all of it or nothing. What is not as its reader saw it goes back to the preview. */
export async function runImport(parts: Parts, id: string): Promise<void> {
  const { db, log } = parts;
  try {
    await inTransaction(db, (trx) => writeAll(parts, trx, id));
  } catch (error) {
    // Somebody added the same institution in between: the comparison is made anew, and shown.
    if ((error as { code?: string }).code === '23505') return compareAnew(parts, id);
    log.error({ err: error, import: id }, 'an import did not go through; nothing of it was written');
    await finish(parts, id, { state: 'failed', done: 0 });
  }
}

async function claim(trx: Tx, id: string) {
  // Held until the transaction ends: a second run of the same import, or another import, finds it taken or waits.
  const own = await sql<{ mine: boolean }>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`import ${id}`}, 0)) AS mine`.execute(trx);
  if (!own.rows[0]?.mine) return null;
  const { rows } = await sql<{
    network_id: string;
    made_by: string;
    rows: string;
    outcome: ImportOutcome;
    lang: 'en' | 'fr';
    zone: string;
  }>`
    SELECT network_id, made_by, rows::text, outcome, person.lang, person.zone FROM import
    JOIN person ON person.id = made_by WHERE import.id = ${id} AND import.state = 'running'`.execute(trx);
  const found = rows[0];
  if (!found) return null;
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`imports ${found.network_id}`}, 0))`.execute(trx);
  // Nobody edits an institution between the comparison and the writing.
  await sql`SELECT id FROM institution WHERE network_id = ${found.network_id} ORDER BY id FOR NO KEY UPDATE`.execute(
    trx,
  );
  return found;
}

async function writeAll(parts: Parts, trx: Tx, id: string): Promise<void> {
  const found = await claim(trx, id);
  if (!found) return;
  const { network_id: networkId, outcome, lang, zone } = found;
  if (!(await stillMay(trx, networkId, outcome.confirmedBy ?? found.made_by))) return waitForAnother(trx, id);
  const again = await beside({
    ...{ kind: 'again', rows: found.rows, defaults: { lang, zone } },
    existing: await existingOf(trx, networkId),
  });
  if (!again.asSeen) return backToPreview(parts, trx, { id, outcome, again, tell: found.made_by });
  const at = parts.clock.now();
  let done = 0;
  for (const batch of again.batches) {
    await writeBatch(trx, { networkId, write: batch.write, at });
    done += batch.rows;
    await progress(parts, { id, done, tell: found.made_by });
  }
  await trx
    .updateTable('import')
    .set({ state: 'done', done, rows: again.refused, finished_at: at })
    .where('id', '=', id)
    .execute();
  await recordAudit(trx, {
    ...{ kind: 'institutions_imported', personId: outcome.confirmedBy ?? found.made_by, at, networkId },
    data: { added: outcome.counts.new, changed: outcome.counts.changed, refused: outcome.counts.refused },
  });
  await notifyLive(trx, `person:${found.made_by}`, at);
}

/** Whose role was taken back after their yes writes nothing any more. */
async function stillMay(trx: Tx, networkId: string, personId: string): Promise<boolean> {
  const role = await trx
    .selectFrom('network_member')
    .where('network_id', '=', networkId)
    .where('person_id', '=', personId)
    .select('role')
    .executeTakeFirst();
  return role !== undefined;
}

/** Stays as it was seen, until somebody who may says yes. */
async function waitForAnother(trx: Tx, id: string): Promise<void> {
  await trx.updateTable('import').set({ state: 'preview', done: 0 }).where('id', '=', id).execute();
}

async function backToPreview(
  { clock }: Parts,
  trx: Tx,
  back: {
    id: string;
    outcome: ImportOutcome;
    again: { counts: ImportOutcome['counts']; rows: string };
    tell: string;
  },
): Promise<void> {
  const { id, outcome, again } = back;
  const anew = { ...outcome, counts: again.counts, version: outcome.version + 1, changedMeanwhile: true };
  await trx
    .updateTable('import')
    .set({
      state: 'preview',
      done: 0,
      rows: again.rows,
      outcome: JSON.stringify(anew satisfies ImportOutcome),
    })
    .where('id', '=', id)
    .execute();
  await notifyLive(trx, `person:${back.tell}`, clock.now());
}

async function compareAnew(parts: Parts, id: string): Promise<void> {
  await inTransaction(parts.db, async (trx) => {
    const found = await claim(trx, id);
    if (!found) return;
    const { outcome, lang, zone } = found;
    const again = await beside({
      ...{ kind: 'again', rows: found.rows, defaults: { lang, zone } },
      existing: await existingOf(trx, found.network_id),
    });
    await backToPreview(parts, trx, { id, outcome, again, tell: found.made_by });
  });
}

/** On a connection of its own: pages see how far it is while the transaction that writes is still open. */
async function progress(
  { db, clock }: Parts,
  { id, done, tell }: { id: string; done: number; tell: string },
) {
  await inTransaction(db, async (trx) => {
    await trx.updateTable('import').set({ done }).where('id', '=', id).execute();
    await notifyLive(trx, `person:${tell}`, clock.now());
  });
}

async function finish(
  { db, clock }: Parts,
  id: string,
  end: { state: 'failed'; done: number },
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const row = await trx
      .updateTable('import')
      .set({ ...end, finished_at: clock.now() })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .returning('made_by')
      .executeTakeFirst();
    if (row) await notifyLive(trx, `person:${row.made_by}`, clock.now());
  });
}

const columns = sql.raw(`x(id uuid, name text, short_name text, level text, place text, zone text, lang text,
  langs text[], code text, sponsor text)`);
const focalColumns = sql.raw(
  'x(id uuid, institution_id uuid, name text, job text, email text, telephone text)',
);

async function writeBatch(trx: Tx, batch: { networkId: string; write: string; at: Date }): Promise<void> {
  const { networkId, write, at } = batch;
  const part = (name: string) => sql`jsonb_to_recordset(${write}::jsonb -> ${sql.lit(name)})`;
  await sql`INSERT INTO institution (id, network_id, name, short_name, level, place, zone, lang, langs, code, sponsor, created_at)
    SELECT id, ${networkId}, name, short_name, level, place, zone, lang, langs, code, sponsor, ${at}
    FROM ${part('added')} AS ${columns}`.execute(trx);
  await sql`UPDATE institution SET name = x.name, short_name = x.short_name, level = x.level, place = x.place,
      zone = x.zone, langs = x.langs, code = x.code, sponsor = x.sponsor
    FROM ${part('changed')} AS ${columns} WHERE institution.id = x.id`.execute(trx);
  await sql`INSERT INTO focal_point (id, institution_id, name, job, email, telephone, created_at)
    SELECT id, institution_id, name, job, email, telephone, ${at}
    FROM ${part('focalAdded')} AS ${focalColumns}`.execute(trx);
  await sql`UPDATE focal_point SET name = x.name, job = x.job, email = x.email, telephone = x.telephone
    FROM ${part('focalChanged')} AS ${focalColumns} WHERE focal_point.id = x.id`.execute(trx);
}
