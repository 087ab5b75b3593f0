import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeLock, lockHolder } from '../embedded/lock-file.ts';
import { clusterFolder } from '../embedded/postgres-cluster.ts';
import { runningPostgres, startPostgres } from '../embedded/postgres.ts';
import { findOrMakeSecrets } from '../embedded/secrets.ts';
import { unprivilegedIdentity } from '../embedded/unprivileged.ts';
import { BackupError } from './errors.ts';

/** The database of this installation, open until `close`. */
export interface Place {
  url: string;
  /** In words, for the terminal. */
  name: string;
  dataDir: string;
  /** Signs links; null when this machine does not know it. */
  secret: string | null;
  close(): Promise<void>;
}

type Environment = Record<string, string | undefined>;

export const dataDirOf = (env: Environment): string => path.resolve(env['DATA_DIR']?.trim() || '.data');

/** For a backup: the database that DATABASE_URL names, or the built-in one, whether or not the product runs on it. */
export async function placeToBackUp(env: Environment): Promise<Place> {
  const given = configured(env);
  if (given) return { ...given, close: () => Promise.resolve() };
  const dataDir = dataDirOf(env);
  const folder = path.join(dataDir, 'postgres');
  const filled =
    fs.existsSync(dataDir) &&
    fs.existsSync(path.join(clusterFolder(folder, unprivilegedIdentity()), 'PG_VERSION'));
  if (!filled) throw new BackupError(`There is no database in ${dataDir} yet: nothing to back up.`);
  const { secret, postgresPassword: password } = findOrMakeSecrets(dataDir);
  const lock = lockOn(dataDir);
  if (lock) return ownPlace(dataDir, lock);
  const url = await urlOfRunning(folder, password);
  return { url, name: `the database in ${dataDir}`, dataDir, secret, close: () => Promise.resolve() };
}

/** For a restore: the same, but nobody else may be at work on it. A built-in database is made when there is none. */
export async function placeToRestore(env: Environment): Promise<Place> {
  const given = configured(env);
  const dataDir = dataDirOf(env);
  const lock = lockOn(dataDir);
  if (!lock)
    throw new BackupError(
      `Twinward runs from ${dataDir} (process ${lockHolder(lockFile(dataDir))}). Nothing was changed. Stop it first (Ctrl-C there), then restore.`,
    );
  return given ? { ...given, close: () => Promise.resolve(lock.release()) } : ownPlace(dataDir, lock);
}

function configured(env: Environment): Omit<Place, 'close'> | null {
  const url = env['DATABASE_URL']?.trim();
  if (!url) return null;
  if (!URL.canParse(url)) throw new BackupError('DATABASE_URL is not an address of a database.');
  const { hostname, pathname } = new URL(url);
  const name = `the database ${pathname.slice(1)} on ${hostname || 'this machine'}`;
  return { url, name, dataDir: dataDirOf(env), secret: env['SECRET']?.trim() || null };
}

async function ownPlace(dataDir: string, lock: { release(): void }): Promise<Place> {
  try {
    const { secret, postgresPassword: password } = findOrMakeSecrets(dataDir);
    const postgres = await startPostgres({ folder: path.join(dataDir, 'postgres'), password });
    const close = async () => {
      if (!postgres.adopted) await postgres.stop();
      lock.release();
    };
    return { url: postgres.url, name: `the database in ${dataDir}`, dataDir, secret, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

const lockFile = (dataDir: string): string => path.join(dataDir, 'server.pid');

/** The product's own lock: while it is ours no start can take the database over. This program is a main.ts too. */
const lockOn = (dataDir: string) => takeLock(lockFile(dataDir), 'main.ts');

async function urlOfRunning(folder: string, password: string): Promise<string> {
  // The product may be starting right now.
  for (let tries = 0; tries < 150; tries++) {
    const running = await runningPostgres({ folder, password });
    if (running) return running.url;
    await sleep(200);
  }
  throw new BackupError(
    'Twinward runs, but its database does not answer. Try again, or stop Twinward first.',
  );
}
