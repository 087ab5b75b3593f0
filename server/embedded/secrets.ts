import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import type { Secrets } from '../config.ts';

const secretsSchema = v.object({
  secret: v.pipe(v.string(), v.minLength(32)),
  metricsToken: v.pipe(v.string(), v.minLength(16)),
  postgresPassword: v.pipe(v.string(), v.minLength(16)),
  livekitKey: v.pipe(v.string(), v.minLength(8)),
  livekitSecret: v.pipe(v.string(), v.minLength(32)),
});

/** Finds the generated secrets of a data folder, or makes them; readable by their owner only. */
export function findOrMakeSecrets(dataDir: string): Secrets {
  const file = path.join(dataDir, 'secrets.json');
  if (fs.existsSync(file)) return readSecrets(file);
  const secrets: Secrets = {
    secret: randomBytes(32).toString('hex'),
    metricsToken: randomBytes(24).toString('base64url'),
    postgresPassword: randomBytes(24).toString('base64url'),
    livekitKey: `LK${randomBytes(8).toString('hex')}`,
    livekitSecret: randomBytes(32).toString('base64url'),
  };
  fs.mkdirSync(dataDir, { recursive: true });
  // Written aside and renamed: a crash in between must not leave half a file that locks people out.
  const aside = `${file}.${process.pid}`;
  fs.writeFileSync(aside, JSON.stringify(secrets, null, 2) + '\n', { mode: 0o600 });
  fs.renameSync(aside, file);
  return secrets;
}

function readSecrets(file: string): Secrets {
  try {
    return v.parse(secretsSchema, JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch {
    throw new Error(`${file} is damaged. Restore it from a backup: signed links and the database need it.`);
  }
}
