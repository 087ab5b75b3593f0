import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import pg from 'pg';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { databaseUrl, onServer } from '../../tests/fixtures/postgres-template.ts';
import { testDatabase, type TestDatabase } from '../../tests/fixtures/postgres.ts';
import type { App } from '../app.ts';
import { assemble } from '../assemble.ts';
import { readConfig } from '../config.ts';
import { openDatabase } from '../db/database.ts';
import { demoPassword } from '../demo/people.ts';
import { loadDemo } from '../demo/load.ts';
import { createLifecycle } from '../lifecycle.ts';
import { seedPlan } from '../plan/seed.ts';
import { makeBackup } from './make.ts';
import { checkBackup, MANIFEST, markOf, SUMS } from './manifest.ts';
import { silent } from './progress.ts';
import { refuseUnreadable, restoreBackup } from './restore.ts';
import { listArchive } from './archive.ts';
import { quoted, tablesOf } from './tables.ts';

const log = pino({ level: 'silent' });
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-backup-'));
const file = path.join(folder, 'all.tar');
const secret = 'a secret of the tests, long enough';
const at = new Date();
let full: TestDatabase;
let before: Record<string, string>;

/** Count and content of every table, whatever the order of its rows. */
async function contentsOf(url: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found: Record<string, string> = {};
    for (const { name } of await tablesOf(client)) {
      const { rows } = await client.query<{ content: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE "C")), '') AS content
         FROM ${quoted(name)} t`,
      );
      found[name] = rows[0]!.content;
    }
    return found;
  } finally {
    await client.end();
  }
}

async function on<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const made: string[] = [];
/** A database without a single table, owned by somebody who is no superuser. */
async function emptyDatabase(): Promise<string> {
  const name = `restored_${made.length}_${process.pid}`;
  const server = inject('postgresUrl');
  if (made.length === 0) await onServer(server, `create role plain_${process.pid} login password 'plain'`);
  made.push(name);
  await onServer(server, `create database ${name} owner plain_${process.pid}`);
  const url = new URL(databaseUrl(server, name));
  url.username = `plain_${process.pid}`;
  url.password = 'plain';
  return url.href;
}

const restoreInto = async (url: string, from = file, replace = false) =>
  restoreBackup({ url, backup: await checkBackup(from), replace, progress: silent });

/** The same file with some bytes changed. */
function changed(name: string, change: (bytes: Buffer) => Buffer): string {
  const copy = path.join(folder, name);
  fs.writeFileSync(copy, change(fs.readFileSync(file)));
  return copy;
}

beforeAll(async () => {
  full = await testDatabase();
  const { kysely } = openDatabase(full.url, { max: 2 });
  const clock = { now: () => new Date() };
  await loadDemo({ db: kysely, clock, log, seedPlan, origin: 'http://localhost', secret });
  await kysely.destroy();
  await makeBackup({ url: full.url, file, at, secret, progress: silent });
  before = await contentsOf(full.url);
}, 90_000);

afterAll(async () => {
  fs.rmSync(folder, { recursive: true, force: true });
  await full.drop();
  for (const name of made)
    await onServer(inject('postgresUrl'), `drop database if exists ${name} with (force)`);
  if (made.length > 0) await onServer(inject('postgresUrl'), `drop role plain_${process.pid}`);
});

test('a backup is one file for its owner only, and says what is in it', async () => {
  const { manifest } = await checkBackup(file);
  expect(fs.statSync(file).mode & 0o077).toBe(0);
  expect(manifest.madeAt).toBe(at.toISOString());
  expect(manifest.migrations.length).toBeGreaterThan(1);
  expect(manifest.secretMark).toBe(markOf(secret));
  expect(fs.readFileSync(file).includes(secret)).toBe(false);
  const rows = Object.fromEntries(manifest.tables.map((table) => [table.name, table.rows]));
  expect(rows).toEqual(
    Object.fromEntries(Object.entries(before).map(([name, content]) => [name, parseInt(content)])),
  );
  expect(rows['person']).toBeGreaterThan(15);
});

test('an existing file is left alone, and nothing half lies beside it', async () => {
  await expect(makeBackup({ url: full.url, file, at, secret, progress: silent })).rejects.toThrow(
    'is there already',
  );
  const wrong = makeBackup({
    ...{ url: full.url, file: path.join(folder, 'half.tar'), at, secret, progress: silent },
    signal: AbortSignal.abort(),
  });
  await expect(wrong).rejects.toThrow();
  expect(fs.readdirSync(folder)).toEqual(['all.tar']);
});

test('a file that is foreign, cut off, damaged or newer is refused in words', async () => {
  const foreign = path.join(folder, 'letter.txt');
  fs.writeFileSync(foreign, 'Dear all,\n'.repeat(200));
  await expect(checkBackup(foreign)).rejects.toThrow('is not a backup of Twinward');
  fs.writeFileSync(foreign, '');
  await expect(checkBackup(foreign)).rejects.toThrow('is not a backup of Twinward');
  for (const missing of [2_000, 100_000, 700_000])
    await expect(
      checkBackup(changed('cut.tar', (bytes) => bytes.subarray(0, bytes.length - missing))),
    ).rejects.toThrow('ends too early');
  const entries = await listArchive(file);
  const sums = entries.find(({ name }) => name === SUMS);
  // Cut between two files, and ended as if that had been all.
  const ended = changed('ended.tar', (bytes) =>
    Buffer.concat([bytes.subarray(0, (sums?.from ?? 0) - 512), Buffer.alloc(1024)]),
  );
  await expect(checkBackup(ended)).rejects.toThrow('ends too early');
  for (const name of ['tables/person.csv.gz', MANIFEST, SUMS]) {
    const entry = entries.find((one) => one.name === name)!;
    const flipped = changed('flipped.tar', (bytes) => {
      bytes[entry.from + 20]! ^= 1;
      return bytes;
    });
    await expect(checkBackup(flipped)).rejects.toThrow('is damaged');
  }
  const backup = await checkBackup(file);
  const migrations = [...backup.manifest.migrations, '20990101T0000-later'];
  await expect(refuseUnreadable({ ...backup, manifest: { ...backup.manifest, migrations } })).rejects.toThrow(
    'newer Twinward',
  );
});

test('a database with people in it, or with tables of others, is left as it was', async () => {
  await expect(restoreInto(full.url)).rejects.toThrow('not empty');
  expect(await contentsOf(full.url)).toEqual(before);
  const foreign = await emptyDatabase();
  await on(foreign, (client) => client.query('CREATE TABLE somebody (id int)'));
  await expect(restoreInto(foreign, file, true)).rejects.toThrow('not Twinward’s');
});

test('nothing is restored under somebody who is connected', async () => {
  const url = await emptyDatabase();
  await on(url, async (client) => {
    await client.query('SELECT 1');
    await expect(restoreInto(url)).rejects.toThrow('Somebody else is connected');
  });
});

test('what fails in the middle leaves the database as it was', async () => {
  const backup = await checkBackup(file);
  const tables = backup.manifest.tables.map((table) =>
    table.name === 'session' ? { ...table, rows: table.rows + 1 } : table,
  );
  const wrong = { ...backup, manifest: { ...backup.manifest, tables } };
  const options = { url: full.url, replace: true, progress: silent };
  await expect(restoreBackup({ ...options, backup: wrong })).rejects.toThrow('session has');
  expect(await contentsOf(full.url)).toEqual(before);
  const stopped = restoreBackup({ ...options, backup, signal: AbortSignal.abort() });
  await expect(stopped).rejects.toThrow();
  expect(await contentsOf(full.url)).toEqual(before);
});

test('restored into an empty database by a plain user, everything is there and the product runs on it', async () => {
  const url = await emptyDatabase();
  await restoreInto(url);
  expect(await contentsOf(url)).toEqual(before);
  const keysOf = (at: string) =>
    on(at, async (client) => {
      const { rows } = await client.query(
        `SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) AS what FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2`,
      );
      const jobs = await client.query(
        `SELECT task_identifier, key FROM graphile_worker.jobs WHERE key NOT LIKE 'start:%' ORDER BY 2`,
      );
      const at = await client.query('SELECT last_value, is_called FROM live_version');
      return { keys: rows as unknown[], jobs: jobs.rows as unknown[], at: at.rows as unknown[] };
    });
  const restored = await keysOf(url);
  expect(restored).toEqual(await keysOf(full.url));
  expect(restored.jobs.length).toBeGreaterThan(0);
  const { app, stop } = await startOn(url);
  const signedIn = await app.auth.signIn(
    { who: 'odette@demo.twinward.example', password: demoPassword },
    { address: '127.0.0.1', device: 'test' },
  );
  const odette = await app.auth.actorOf('secret' in signedIn ? signedIn.secret : '');
  expect(odette?.actor.name).toBe('Odette Mukamana');
  expect((await app.rooms.mine(odette!.actor)).length).toBe(2);
  await stop();
  // The audit is as unchangeable as before.
  await on(url, async (client) => {
    await expect(client.query('DELETE FROM audit')).rejects.toThrow('never changed');
  });
  // Over what is there now, when that is said.
  await restoreInto(url, file, true);
  expect(await contentsOf(url)).toEqual(before);
}, 60_000);

/** The product without its pages: migrated, with jobs, plans and sockets. */
async function startOn(url: string): Promise<{ app: App; stop(): Promise<void> }> {
  const env = { DATABASE_URL: url, ORIGIN: 'http://localhost:1', SECRET: secret, LOG_LEVEL: 'silent' };
  const config = readConfig(env, { dev: false, lan: false }, () => ({
    ...{ secret, metricsToken: 'm'.repeat(16), postgresPassword: 'p'.repeat(16) },
    ...{ livekitKey: 'k'.repeat(8), livekitSecret: 's'.repeat(32) },
  }));
  const lifecycle = createLifecycle(log);
  const registry = new Registry();
  const frame = {
    config,
    log,
    lifecycle,
    registry,
    upgrades: new Map(),
    routes: new Map(),
    readiness: new Map(),
  };
  const app = await assemble(frame, url);
  return { app, stop: () => lifecycle.stop('test') };
}
