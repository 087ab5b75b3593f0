import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { locateBinaries } from './postgres-binaries.ts';
import { clusterFolder, initialise, POSTGRES_ENV, POSTGRES_USER } from './postgres-cluster.ts';
import { answers, freePort } from './ports.ts';
import { endProcess, isRunning } from './processes.ts';
import { unprivilegedIdentity, type Identity } from './unprivileged.ts';

export interface EmbeddedPostgres {
  url: string;
  pid: number;
  /** It was still running from a start that was killed. */
  adopted: boolean;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Its folder, made when missing; may end up elsewhere when root starts it below a closed folder. */
  folder: string;
  password: string;
  /** Where to look for a free port. */
  portFrom?: number;
  /** More settings for `postgres -c`. Tests turn fsync off. */
  settings?: Record<string, string>;
}

const STOP_LIMIT_MS = 20_000;
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  jit: 'off',
  // No disk has moving parts any more: reading by an index is worth it.
  random_page_cost: '1.1',
  timezone: 'UTC',
  // Rows and statements carry what people wrote; the log must not.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

/** Starts the built-in Postgres, or takes over the one that a killed start has left running. */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const who = unprivilegedIdentity();
  const binaries = locateBinaries(who);
  const folder = clusterFolder(options.folder, who);
  const left = await leftRunning(folder);
  if (left) return checked(running(left.port, left.pid, options.password, true));
  initialise(binaries.initdb, folder, options.password, who);
  const port = await freePort(options.portFrom ?? 15_432);
  const child = launch(binaries.postgres, folder, port, options.settings ?? {}, who);
  await accepting(child, port, `${folder}.log`);
  return checked(running(port, child.pid ?? 0, options.password, false));
}

/** The built-in Postgres of this folder, if it runs; nothing is started. */
export async function runningPostgres({
  folder,
  password,
}: Pick<PostgresOptions, 'folder' | 'password'>): Promise<EmbeddedPostgres | null> {
  const found = await leftRunning(clusterFolder(folder, unprivilegedIdentity()));
  return found && checked(running(found.port, found.pid, password, true));
}

function running(port: number, pid: number, password: string, adopted: boolean): EmbeddedPostgres {
  return {
    url: `postgres://${POSTGRES_USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
    pid,
    adopted,
    // SIGINT is Postgres's "fast": open transactions end, the log is flushed, the files are whole.
    stop: () => endProcess(pid, 'postgres', 'SIGINT', STOP_LIMIT_MS),
  };
}

interface Postmaster {
  pid: number;
  port: number;
}

async function leftRunning(folder: string): Promise<Postmaster | null> {
  const pidFile = path.join(folder, 'postmaster.pid');
  if (!fs.existsSync(pidFile)) return null;
  const lines = fs.readFileSync(pidFile, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!pid || !isRunning(pid, 'postgres')) {
    fs.rmSync(pidFile);
    return null;
  }
  for (let tries = 0; tries < 200; tries++) {
    if (port && (await answers(port))) return { pid, port };
    // It may be on its way down from the last stop.
    if (!isRunning(pid, 'postgres')) return null;
    await sleep(50);
  }
  throw new Error(`A Postgres (process ${pid}) holds ${folder} but does not answer. End it and start again.`);
}

function launch(
  postgres: string,
  folder: string,
  port: number,
  settings: Record<string, string>,
  who: Identity | null,
): ChildProcess {
  const all = { ...SETTINGS, ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Its own process group: Ctrl-C goes to us alone, and we stop it when nothing needs it any more.
  return spawn(postgres, ['-D', folder, '-p', String(port), ...flags], {
    ...(who ?? {}),
    env: POSTGRES_ENV,
    cwd: '/',
    stdio: ['ignore', 'ignore', fs.openSync(`${folder}.log`, 'w', 0o600)],
    detached: true,
  });
}

async function accepting(child: ChildProcess, port: number, logFile: string): Promise<void> {
  let failed: Error | null = null;
  child.once('error', (error) => (failed = error));
  for (let tries = 0; tries < 600; tries++) {
    if (failed) throw failed;
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`Postgres ended at once: ${fs.readFileSync(logFile, 'utf8').slice(-800).trim()}`);
    }
    if (await answers(port)) return;
    await sleep(25);
  }
  throw new Error(`Postgres did not answer within 15 s; see ${logFile}`);
}

/** It takes questions (after a crash it first repeats its log) and can sort names the way people do. */
async function checked(server: EmbeddedPostgres): Promise<EmbeddedPostgres> {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: server.url });
    try {
      await client.connect();
      const found = await client.query(`select 1 from pg_collation where collname = 'und-x-icu'`);
      if (found.rowCount === 0) throw new Error('The built-in Postgres lacks ICU (collation und-x-icu).');
      return server;
    } catch (error) {
      const startingUp = error instanceof Error && 'code' in error && error.code === '57P03';
      if (!startingUp || tries > 600) {
        if (!server.adopted) await server.stop();
        throw error;
      }
      await sleep(50);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
