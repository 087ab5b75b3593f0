import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { runMigrations } from 'graphile-worker';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Database } from '../db/database.ts';
import { migrateTables, migrationNames } from '../db/migrate.ts';
import type { DB } from '../db/tables.ts';
import { damaged, openEntry, readEntry } from './archive.ts';
import { BackupError } from './errors.ts';
import { fileOfTable, FORMAT_VERSION, JOBS, type CheckedBackup, type TableEntry } from './manifest.ts';
import { megabytes, type Progress } from './progress.ts';
import { columnsIn, copySettings, quoted, tablesOf, type Table } from './tables.ts';
import { clear, stateOf } from './target.ts';

export interface RestoreOptions {
  url: string;
  backup: CheckedBackup;
  /** What is in the database may be thrown away. */
  replace: boolean;
  progress: Progress;
  signal?: AbortSignal;
}

/** Says why this version cannot read the backup, before any database is touched. */
export async function refuseUnreadable({ file, manifest }: CheckedBackup): Promise<void> {
  const known = await migrationNames();
  const newer = manifest.migrations.find((name) => !known.includes(name));
  if (manifest.formatVersion > FORMAT_VERSION || newer)
    throw new BackupError(
      `${file} was made by a newer Twinward (${manifest.product}${newer ? `, with ${newer}` : ''}). Nothing was changed. Update this one first, then restore.`,
    );
  if (manifest.migrations.some((name, place) => name !== known[place]))
    throw damaged(file, 'its list of migrations has a gap');
}

/**
 * Puts a checked backup into a database, in one transaction: at its end everything is there, migrated on to this
 * version, or the database is as it was. Needs no superuser, only the owner of the tables.
 */
export async function restoreBackup(options: RestoreOptions): Promise<void> {
  const { url, backup, replace, progress } = options;
  await refuseUnreadable(backup);
  const client = new pg.Client({ connectionString: url, application_name: 'twinward restore' });
  await client.connect();
  // An aborted transfer ends with this connection; the error of the query says it better.
  client.on('error', () => {});
  try {
    await refuseTarget(client, replace);
    // The worker migrates by a connection of its own; its empty tables harm nobody if the rest fails.
    await runMigrations({ connectionString: url });
    await kyselyOn(client)
      .transaction()
      .execute((trx) => fill(trx as unknown as Database, client, options));
    progress.step('Counting for the planner');
    await client.query('ANALYZE');
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function refuseTarget(client: pg.Client, replace: boolean): Promise<void> {
  const { foreign, people, others } = await stateOf(client);
  if (foreign)
    throw new BackupError(
      'This database holds tables that are not Twinward’s. Nothing was changed. Name a database of its own in DATABASE_URL.',
    );
  if (others > 0)
    throw new BackupError(
      `Somebody else is connected to this database (${others}). Nothing was changed. Stop Twinward and other programs that use it, then restore.`,
    );
  if (people > 0 && !replace)
    throw new BackupError(
      `This database is not empty: ${people} people are in it. Nothing was changed. To throw away what is in it, add --replace.`,
    );
}

/** The migrator and COPY in one and the same transaction. */
const kyselyOn = (client: pg.Client): Kysely<DB> => {
  const connection = Object.assign(client, { release: () => {} });
  const pool = { options: {}, connect: () => Promise.resolve(connection), end: () => Promise.resolve() };
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
};

async function fill(trx: Database, client: pg.Client, { backup, progress, signal }: RestoreOptions) {
  const { manifest, file, entries } = backup;
  for (const setting of copySettings) await client.query(setting);
  progress.step('Making the tables');
  await clear(client);
  await migrateTables(trx, manifest.migrations.at(-1));
  const tables = new Map((await tablesOf(client)).map((table) => [table.name, table]));
  const putBack = await withoutForeignKeys(client);
  // Rows come back as they were: a trigger that guards or completes them has nothing to do here.
  for (const name of tables.keys()) {
    await client.query(`ALTER TABLE ${quoted(name)} DISABLE TRIGGER USER`);
    await client.query(`DELETE FROM ${quoted(name)}`);
  }
  for (const [place, entry] of manifest.tables.entries()) {
    signal?.throwIfAborted();
    progress.step(
      `Table ${place + 1} of ${manifest.tables.length}: ${entry.name} (${megabytes(entry.bytes)})`,
    );
    const table = tables.get(entry.name);
    if (!table) throw damaged(file, `it has a table ${entry.name} that its version does not know`);
    await copyIn(client, backup, table, entry, signal);
  }
  progress.step('Checking that everything fits together');
  for (const statement of putBack) await client.query(statement);
  for (const name of tables.keys()) await client.query(`ALTER TABLE ${quoted(name)} ENABLE TRIGGER USER`);
  for (const { name, value, called } of manifest.sequences)
    await client.query('SELECT setval($1::regclass, $2, $3)', [`public.${quoted(name)}`, value, called]);
  progress.step('Bringing it to this version');
  await migrateTables(trx);
  // What was written since stands on devices only: whoever has it may bring it back, also for somebody else (decision 032).
  await client.query('DELETE FROM document_author');
  const jobs = entries.get(JOBS);
  if (jobs) await addJobs(client, (await readEntry(file, jobs)).toString('utf8'));
}

async function copyIn(
  client: pg.Client,
  { file, entries }: CheckedBackup,
  table: Table,
  { name, rows }: TableEntry,
  signal?: AbortSignal,
): Promise<void> {
  const entry = entries.get(fileOfTable(name));
  if (!entry) throw damaged(file, `table ${name} is missing`);
  // HEADER MATCH: a column that has another name or place here is refused, not filled with something else.
  const into = client.query(
    copyFrom(`COPY ${quoted(name)} (${columnsIn(table)}) FROM STDIN (FORMAT csv, HEADER MATCH)`),
  );
  await pipeline(
    openEntry(file, entry),
    createGunzip({ chunkSize: 256 * 1024 }),
    into,
    signal ? { signal } : {},
  );
  if (into.rowCount !== rows) throw damaged(file, `${name} has ${into.rowCount} rows of ${rows}`);
}

/**
 * Takes the foreign keys off and answers the statements that put them back. Rows then come in any order (people and
 * sessions point at each other), and each key is checked once over the whole table.
 */
async function withoutForeignKeys(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(`
    SELECT c.relname AS table, k.conname AS name, pg_get_constraintdef(k.oid) AS definition
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype = 'f' AND n.nspname = 'public' ORDER BY 1, 2`);
  for (const { table, name } of rows)
    await client.query(`ALTER TABLE ${quoted(table)} DROP CONSTRAINT ${quoted(name)}`);
  return rows.map(
    ({ table, name, definition }) =>
      `ALTER TABLE ${quoted(table)} ADD CONSTRAINT ${quoted(name)} ${definition}`,
  );
}

// Asked for anew by the worker's own function, whatever the worker's tables look like in this version.
async function addJobs(client: pg.Client, jobs: string): Promise<void> {
  await client.query(
    `SELECT graphile_worker.add_job(job->>'task', job->'payload', queue_name := job->>'queue',
       run_at := (job->>'runAt')::timestamptz, max_attempts := (job->>'maxAttempts')::integer,
       job_key := job->>'key', priority := (job->>'priority')::integer)
     FROM json_array_elements($1::json) AS job`,
    [jobs],
  );
}
