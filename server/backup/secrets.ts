import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { Secrets } from '../config.ts';
import { findOrMakeSecrets } from '../embedded/secrets.ts';
import { readEntry } from './archive.ts';
import { SECRETS, type CheckedBackup } from './manifest.ts';
import { dataDirOf, type Place } from './place.ts';

// Not the password of the built-in database: that belongs to the files on this disk.
const kept = ['secret', 'metricsToken', 'livekitKey', 'livekitSecret'] as const;
const keptSchema = v.object({
  secret: v.pipe(v.string(), v.minLength(32)),
  metricsToken: v.string(),
  livekitKey: v.string(),
  livekitSecret: v.string(),
});

type Environment = Record<string, string | undefined>;

/** The secrets that this installation signs with, whether generated or configured. */
export function secretsFor(env: Environment): Record<string, string> {
  const own: Secrets = findOrMakeSecrets(dataDirOf(env));
  const secret = env['SECRET']?.trim() || own.secret;
  return Object.fromEntries(kept.map((name) => [name, name === 'secret' ? secret : own[name]]));
}

/** Takes the backup's secrets over into the data folder, and says what came of it. */
export async function takeSecrets(
  { file, entries }: CheckedBackup,
  { dataDir }: Pick<Place, 'dataDir'>,
  env: Environment,
): Promise<string> {
  const entry = entries.get(SECRETS);
  if (!entry) return 'The backup holds no secrets.';
  const found = v.parse(keptSchema, JSON.parse((await readEntry(file, entry)).toString('utf8')));
  const place = path.join(dataDir, 'secrets.json');
  const aside = `${place}.${process.pid}`;
  const all = { ...findOrMakeSecrets(dataDir), ...found };
  fs.writeFileSync(aside, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  fs.renameSync(aside, place);
  const configured = env['SECRET']?.trim();
  return configured && configured !== found.secret
    ? `The secrets are in ${place}, but SECRET is set to another value here: set SECRET to the "secret" in that file.`
    : `The secrets are taken over into ${place}.`;
}
