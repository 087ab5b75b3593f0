import { createHash, createHmac } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { cutOff, damaged, foreign, listArchive, openEntry, readEntry, type Entry } from './archive.ts';

export const MANIFEST = 'manifest.json';
export const SUMS = 'SHA256SUMS';
export const JOBS = 'jobs.json';
export const SECRETS = 'secrets.json';
export const fileOfTable = (name: string): string => `tables/${name}.csv.gz`;

const table = v.object({ name: v.string(), rows: v.number(), bytes: v.number(), sha256: v.string() });

const manifestSchema = v.object({
  format: v.literal('twinward-backup'),
  /** Of the file; a reader refuses one it does not know. */
  formatVersion: v.number(),
  product: v.string(),
  madeAt: v.string(),
  postgres: v.string(),
  migrations: v.array(v.string()),
  tables: v.array(table),
  sequences: v.array(v.object({ name: v.string(), value: v.string(), called: v.boolean() })),
  jobs: v.number(),
  /** Tells whether two installations sign with the same secret, without telling the secret. */
  secretMark: v.nullable(v.string()),
});
export type Manifest = v.InferOutput<typeof manifestSchema>;
export type TableEntry = Manifest['tables'][number];

export const FORMAT_VERSION = 1;

/** A backup that was read whole and is what was written. */
export interface CheckedBackup {
  file: string;
  manifest: Manifest;
  entries: Map<string, Entry>;
}

/** Opens a backup and compares every sum in it; nothing else is looked at before. */
export async function checkBackup(file: string, signal?: AbortSignal): Promise<CheckedBackup> {
  const entries = new Map((await listArchive(file)).map((entry) => [entry.name, entry]));
  if (![...entries.keys()][0]?.startsWith('tables/')) throw foreign(file);
  const sums = entries.get(SUMS);
  const inside = entries.get(MANIFEST);
  if (!sums || !inside) throw cutOff(file);
  await compareSums(file, entries, (await readEntry(file, sums)).toString('utf8'), signal);
  const manifest = parse(await readEntry(file, inside));
  if (!manifest) throw foreign(file);
  if (manifest.tables.some(({ name, bytes }) => entries.get(fileOfTable(name))?.bytes !== bytes))
    throw damaged(file, 'a table is missing');
  return { file, manifest, entries };
}

async function compareSums(file: string, entries: Map<string, Entry>, sums: string, signal?: AbortSignal) {
  const wanted = new Map(sums.split('\n').map((line) => [line.slice(66), line.slice(0, 64)]));
  for (const entry of entries.values()) {
    if (entry.name === SUMS) continue;
    const hash = createHash('sha256');
    if (entry.bytes > 0) for await (const chunk of openEntry(file, entry)) hash.update(chunk as Buffer);
    signal?.throwIfAborted();
    if (wanted.get(entry.name) !== hash.digest('hex'))
      throw damaged(file, `the sum of ${entry.name} differs`);
  }
}

function parse(bytes: Buffer): Manifest | null {
  try {
    return v.parse(manifestSchema, JSON.parse(bytes.toString('utf8')));
  } catch {
    return null;
  }
}

export const productVersion = (): string =>
  v.parse(
    v.object({ version: v.string() }),
    JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8')),
  ).version;

export const markOf = (secret: string): string =>
  createHmac('sha256', secret).update('backup').digest('hex').slice(0, 16);
