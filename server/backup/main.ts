// `npm run backup -- [file]` and `npm run restore -- <file>`; launch.mjs leads here.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BackupError } from './errors.ts';
import { makeBackup } from './make.ts';
import { checkBackup, markOf, SECRETS, type CheckedBackup, type Manifest } from './manifest.ts';
import { dataDirOf, placeToBackUp, placeToRestore, type Place } from './place.ts';
import { megabytes, terminalProgress } from './progress.ts';
import { restoreBackup, refuseUnreadable } from './restore.ts';
import { secretsFor, takeSecrets } from './secrets.ts';

const env = process.env;
const progress = terminalProgress();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
process.once('disconnect', () => stop.abort());

const HOW = {
  backup: 'npm run backup -- [file] [--with-secrets]',
  restore: 'npm run restore -- <file> [--replace] [--with-secrets] [--check]',
} as const;

await main();

async function main(): Promise<void> {
  const [task, ...rest] = process.argv.slice(2);
  try {
    await (task === 'restore' ? restore(rest) : backup(rest));
    // Its channel to the launcher would keep this process alive.
    process.exit(0);
  } catch (error) {
    progress.say(stop.signal.aborted ? 'Stopped. Nothing was changed.' : wordsOf(error));
    process.exit(1);
  }
}

async function backup(args: string[]): Promise<void> {
  const { file, flags } = read(args, ['with-secrets'], HOW.backup);
  const at = new Date();
  const wanted = file ?? path.join(dataDirOf(env), 'backups', `twinward-${stampOf(at)}.tar`);
  const place = await placeToBackUp(env);
  try {
    progress.say(`Backing up ${place.name} …`);
    const secrets = flags['with-secrets'] ? secretsFor(env) : null;
    const options = { url: place.url, file: wanted, at, secret: place.secret, progress, signal: stop.signal };
    const manifest = await makeBackup({ ...options, ...(secrets ? { secrets } : {}) });
    progress.say(
      `Written and checked: ${wanted} (${megabytes(fs.statSync(wanted).size)}, ${countOf(manifest)})`,
    );
    progress.say(
      secrets
        ? 'The secrets are in it: whoever has this file can sign links as this Twinward. Keep it locked away.'
        : 'The secrets are not in it (add --with-secrets, or keep .data/secrets.json apart).',
    );
    if (!file) progress.say('It lies on the same disk as the database: copy it to another machine.');
  } finally {
    await place.close();
  }
}

async function restore(args: string[]): Promise<void> {
  const { file, flags } = read(args, ['replace', 'with-secrets', 'check'], HOW.restore);
  if (!file) throw new BackupError(`Say which file: ${HOW.restore}`);
  if (!fs.existsSync(file)) throw new BackupError(`There is no file ${file}.`);
  progress.step(`Checking ${file}`);
  const checked = await checkBackup(file, stop.signal);
  await refuseUnreadable(checked);
  progress.say(`${file} is whole: ${countOf(checked.manifest)}, from ${checked.manifest.madeAt}.`);
  if (flags['check']) return;
  if (flags['with-secrets'] && !checked.entries.has(SECRETS))
    throw new BackupError(`${file} holds no secrets. Nothing was changed. Restore without --with-secrets.`);
  const place = await placeToRestore(env);
  try {
    progress.say(`Restoring into ${place.name} …`);
    const options = { url: place.url, backup: checked, replace: flags['replace'] ?? false, progress };
    await restoreBackup({ ...options, signal: stop.signal });
    progress.say(`Restored: ${countOf(checked.manifest)}. Start Twinward as always.`);
    await sayAboutSecrets(checked, place, flags['with-secrets'] ?? false);
  } finally {
    await place.close();
  }
}

async function sayAboutSecrets(checked: CheckedBackup, place: Place, take: boolean): Promise<void> {
  const mark = checked.manifest.secretMark;
  if (take) return progress.say(await takeSecrets(checked, place, env));
  if (mark === null || place.secret === null || markOf(place.secret) === mark) return;
  progress.say(
    'This installation signs with another secret than the one that was backed up: links in older mails and second factors (the six digits of an app) will not work here. Bring the old secret over, see docs/operating.md, Backup and restore.',
  );
}

function read(args: string[], known: string[], how: string) {
  try {
    const options = Object.fromEntries(known.map((name) => [name, { type: 'boolean' as const }]));
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (positionals.length > 1) throw new Error('one file at a time');
    // npm and the launcher change the folder; what was typed is meant from where it was typed.
    const file = positionals[0] && path.resolve(env['INIT_CWD'] ?? '.', positionals[0]);
    return { file, flags: values as Record<string, boolean | undefined> };
  } catch (error) {
    const words = error instanceof Error ? error.message.split('. ')[0] : 'What was that?';
    throw new BackupError(`${words}. It goes: ${how}`);
  }
}

function stampOf(at: Date): string {
  return at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
}

function countOf({ tables, product }: Manifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const people = tables.find(({ name }) => name === 'person')?.rows ?? 0;
  return `${people} people, ${rows} rows in ${tables.length} tables, Twinward ${product}`;
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof BackupError) return error.message;
  return `It did not work, and nothing was changed: ${error.message}`;
}
