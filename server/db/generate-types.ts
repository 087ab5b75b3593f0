import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** Writes tables.ts from a migrated database: `node server/db/generate-types.ts <database url> [out file]`. */
const [url, out = path.join(import.meta.dirname, 'tables.ts')] = process.argv.slice(2);
if (!url)
  throw new Error('Say which migrated database to read: node server/db/generate-types.ts postgres://…');

const { status } = spawnSync(
  path.resolve(import.meta.dirname, '../../node_modules/.bin/kysely-codegen'),
  [
    ...['--dialect', 'postgres', '--url', url, '--out-file', out],
    ...['--date-parser', 'string', '--exclude-pattern', '(kysely_|graphile_worker.)*', '--type-only-imports'],
    // bigint sequences are read as numbers (see database.ts).
    ...['--type-mapping', JSON.stringify({ int8: 'number' })],
  ],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
