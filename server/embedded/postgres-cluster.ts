import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { canReach, giveFolder, type Identity } from './unprivileged.ts';

export const POSTGRES_USER = 'postgres';
export const POSTGRES_ENV = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  LANG: 'C',
  TZ: 'UTC',
};

/** Where the files go: the wanted folder, or one under /var/lib when `who` cannot walk to it. */
export function clusterFolder(wanted: string, who: Identity | null): string {
  const folder = path.resolve(wanted);
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  if (!who || canReach(path.dirname(folder), who)) return folder;
  const id = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const elsewhere = path.join('/var/lib', `twinward-${id}`, 'postgres');
  fs.mkdirSync(path.dirname(elsewhere), { recursive: true, mode: 0o755 });
  // People look for their data where the manual says it is: leave a word there.
  fs.writeFileSync(
    `${folder}.moved.txt`,
    `Postgres cannot reach this folder as an ordinary user. Its files are in ${elsewhere}\n`,
  );
  return elsewhere;
}

/** Makes the files of a new database server; half-made ones from a crash are made again. */
export function initialise(initdb: string, folder: string, password: string, who: Identity | null): void {
  // Written last by us: PG_VERSION appears first, so it would also be there after a crash in the middle.
  const done = `${folder}.complete`;
  if (fs.existsSync(path.join(folder, 'PG_VERSION')) && fs.existsSync(done)) return;
  if (
    fs.existsSync(path.join(folder, 'global', 'pg_control')) &&
    fs.existsSync(path.join(folder, 'postmaster.opts'))
  ) {
    fs.writeFileSync(done, '');
    return;
  }
  fs.rmSync(folder, { recursive: true, force: true });
  giveFolder(folder, who);
  const secretFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-initdb-'));
  const passwordFile = path.join(secretFolder, 'password');
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (who) for (const file of [secretFolder, passwordFile]) fs.chownSync(file, who.uid, who.gid);
  const run = spawnSync(initdb, initdbArguments(folder, passwordFile), {
    ...(who ?? {}),
    env: POSTGRES_ENV,
    encoding: 'utf8',
    cwd: '/',
  });
  fs.rmSync(secretFolder, { recursive: true, force: true });
  if (run.error || run.status !== 0) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw new Error(`The database's files could not be made: ${run.error?.message ?? run.stderr.trim()}`);
  }
  fs.writeFileSync(done, '');
}

function initdbArguments(folder: string, passwordFile: string): string[] {
  return [
    ...['-D', folder, '-U', POSTGRES_USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    // The builtin provider does not change with the machine's libraries, so an index never goes stale.
    ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
  ];
}
