import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { createArchive, type ArchiveWriter, type Written } from './archive.ts';
import { BackupError } from './errors.ts';
import {
  checkBackup,
  fileOfTable,
  FORMAT_VERSION,
  JOBS,
  MANIFEST,
  markOf,
  productVersion,
  SECRETS,
  SUMS,
  type Manifest,
  type TableEntry,
} from './manifest.ts';
import { megabytes, type Progress } from './progress.ts';
import {
  appliedMigrations,
  columnsIn,
  copySettings,
  quoted,
  sequencesOf,
  tablesOf,
  type Table,
} from './tables.ts';

export interface BackupOptions {
  url: string;
  file: string;
  at: Date;
  /** The one that signs, to know later whether another installation has the same; null when nobody said it. */
  secret: string | null;
  /** Goes into the file only when asked for. */
  secrets?: Record<string, string>;
  progress: Progress;
  signal?: AbortSignal;
}

/**
 * Writes everything people have written into one file: all tables as they were at one instant, whether or not the
 * product runs. The file appears under its name only when it is whole, and is read back before this ends.
 */
export async function makeBackup(options: BackupOptions): Promise<Manifest> {
  const { url, file, at, progress, signal } = options;
  if (fs.existsSync(file))
    throw new BackupError(`${file} is there already. Name another file, or move it away.`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const client = new pg.Client({ connectionString: url, application_name: 'twinward backup' });
  await client.connect();
  const archive = await createArchive(file, at);
  try {
    await writeAll(client, archive, options);
    await archive.finish();
  } catch (error) {
    await archive.drop();
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
  progress.step('Reading it back');
  const { manifest } = await checkBackup(file, signal);
  return manifest;
}

async function writeAll(client: pg.Client, archive: ArchiveWriter, options: BackupOptions): Promise<void> {
  // One snapshot for all tables: what is written meanwhile is in the next backup.
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  for (const setting of copySettings) await client.query(setting);
  const migrations = await appliedMigrations(client);
  if (migrations.length === 0)
    throw new BackupError('There is no Twinward in this database yet: nothing to back up.');
  const sums: string[] = [];
  const add = async (name: string, source: Parameters<ArchiveWriter['add']>[1]): Promise<Written> => {
    const written = await archive.add(name, source);
    sums.push(`${written.sha256}  ${name}`);
    return written;
  };
  const addText = (name: string, text: string) => add(name, [Buffer.from(text)]);
  const all = await tablesOf(client);
  const tables: TableEntry[] = [];
  for (const table of all) {
    options.signal?.throwIfAborted();
    options.progress.step(
      `Table ${tables.length + 1} of ${all.length}: ${table.name} (${megabytes(archive.length())} written)`,
    );
    tables.push(await copyOut(client, table, add, options.signal));
  }
  const jobs = await jobsIn(client);
  await addText(JOBS, JSON.stringify(jobs));
  if (options.secrets) await addText(SECRETS, JSON.stringify(options.secrets, null, 2));
  const manifest: Manifest = {
    ...{ format: 'twinward-backup', formatVersion: FORMAT_VERSION, product: productVersion() },
    ...{ madeAt: options.at.toISOString(), postgres: await versionOf(client), migrations, tables },
    ...{ sequences: await sequencesOf(client), jobs: jobs.length },
    secretMark: options.secret === null ? null : markOf(options.secret),
  };
  await addText(MANIFEST, JSON.stringify(manifest, null, 2));
  await client.query('COMMIT');
  await archive.add(SUMS, [Buffer.from(`${sums.join('\n')}\n`)]);
}

async function copyOut(
  client: pg.Client,
  table: Table,
  add: (name: string, source: AsyncIterable<Buffer>) => Promise<Written>,
  signal?: AbortSignal,
): Promise<TableEntry> {
  const rows = client.query(
    copyTo(`COPY ${quoted(table.name)} (${columnsIn(table)}) TO STDOUT (FORMAT csv, HEADER)`),
  );
  // Pictures are compressed already: more effort than this only takes time.
  const packed = createGzip({ level: 4, chunkSize: 256 * 1024 });
  const written = await pipeline(
    rows,
    packed,
    (source: AsyncIterable<Buffer>) => add(fileOfTable(table.name), source),
    signal ? { signal } : {},
  );
  return { name: table.name, rows: rows.rowCount, ...written };
}

// Jobs are kept as what is to be done, not as the worker's rows: those belong to the version of the worker.
async function jobsIn(client: pg.Client): Promise<unknown[]> {
  const there = await client.query(`SELECT to_regclass('graphile_worker._private_jobs') AS name`);
  if ((there.rows[0] as { name: string | null }).name === null) return [];
  const { rows } = await client.query(`
    SELECT task.identifier AS task, job.payload, queue.queue_name AS queue, job.run_at AS "runAt",
      job.max_attempts AS "maxAttempts", job.key, job.priority
    FROM graphile_worker._private_jobs job JOIN graphile_worker._private_tasks task ON task.id = job.task_id
      LEFT JOIN graphile_worker._private_job_queues queue ON queue.id = job.job_queue_id
    WHERE job.attempts < job.max_attempts ORDER BY job.id`);
  return rows;
}

async function versionOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  return rows[0]!.server_version;
}
