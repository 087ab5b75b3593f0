// `npm run bench [-- part …]`: each part measures in its own process and prints a table. Medians, no timed tests.
// What follows the name of a single part is handed to it: `npm run bench -- realtime 1 storm`.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const folder = import.meta.dirname;
const parts = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => name.slice(0, -'.bench.ts'.length));

const words = process.argv.slice(2);
const asked = words.length > 1 && !parts.includes(words[1]!) ? words.slice(0, 1) : words;
const handedOn = words.slice(asked.length);
const unknown = asked.filter((name) => !parts.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown.join('", "')}". There are: ${parts.join(', ')}.`);
  process.exit(2);
}
let failed = 0;
for (const part of asked.length > 0 ? asked : parts) {
  console.log(`\n## ${part}\n`);
  const { status } = spawnSync(process.execPath, [path.join(folder, `${part}.bench.ts`), ...handedOn], {
    stdio: 'inherit',
  });
  if (status !== 0) failed += 1;
}
process.exitCode = failed > 0 ? 1 : 0;
