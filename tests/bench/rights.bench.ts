// From taking a right away to its sockets closed, its call left and its doors shut: npm run bench -- rights
//
// Real server, real sockets, real call server. The clock runs from the commit, as Postgres tells it to whoever listens.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { openDatabase } from '../../server/db/database.ts';
import { migrate } from '../../server/db/migrate.ts';
import { startPostgres } from '../../server/embedded/postgres.ts';
import { createProduct } from '../e2e/product.ts';
import { appOn } from '../fixtures/app.ts';
import { losses, type Loss } from './rights/losses.ts';
import { callServer, comeIn, shut } from './rights/visitor.ts';
import { median, printTable } from './table.ts';

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 20);
const budgetMs = 1_000;
const port = Number(process.env['BENCH_PORT'] ?? 4930);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-bench-rights-'));
fs.chmodSync(folder, 0o755);
const postgres = await startPostgres({
  ...{ folder: path.join(folder, 'postgres'), password: 'bench', portFrom: 4270 },
});
const { kysely } = openDatabase(postgres.url, { max: 2 });
await migrate(kysely, postgres.url);
await kysely.destroy();
const t = await appOn(postgres.url);
t.clock.set(new Date());
const product = createProduct(port, path.join(folder, 'data'), {
  ...{ DATABASE_URL: postgres.url, ORIGIN: `http://localhost:${port}`, LOG_LEVEL: 'error' },
  ...{ SECRET: 'only for a measurement, and long enough', NODE_ENV: 'production' },
});

const listening = new pg.Client({ connectionString: postgres.url });
await listening.connect();
await listening.query('listen rights');
/** When the next loss is committed. */
const commit = () =>
  new Promise<number>((resolve) => listening.once('notification', () => resolve(performance.now())));

/** How long each door stayed open after the loss, run by run. */
async function measure(loss: Loss): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++) {
    t.clock.set(new Date());
    const stage = await loss.prepare(t);
    const visitor = await comeIn(product.origin, stage);
    const gone = visitor.gone(loss.closes);
    const committed = commit();
    await Promise.all([stage.lose(), committed]);
    const began = await committed;
    const out = shut(product.origin, { ...stage, ...visitor }, loss);
    for (const [door, at] of Object.entries(await gone)) (times[door] ??= []).push(Math.max(0, at - began));
    if (loss.keepsOut.length > 0) (times['kept out'] ??= []).push((await out) - began);
    visitor.leave();
    await stage.reset?.();
  }
  return times;
}

let worst = 0;
try {
  await product.start();
  callServer.at(path.join(folder, 'data'));
  const rows: string[][] = [];
  for (const loss of losses) {
    const times = await measure(loss);
    for (const [door, found] of Object.entries(times)) {
      worst = Math.max(worst, ...found);
      const shown = [median(found), Math.max(...found)].map((ms) => `${ms.toFixed(0)} ms`);
      rows.push([loss.name, door, String(found.length), ...shown, `${budgetMs} ms`]);
    }
  }
  printTable(['what is lost', 'what ends', 'runs', 'median', 'worst', 'budget'], rows);
} finally {
  await product.stop();
  await listening.end();
  await t.close();
  await postgres.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
console.log(worst > budgetMs ? `\nOver the budget: ${worst.toFixed(0)} ms.` : '\nWithin the budget.');
process.exit(worst > budgetMs ? 1 : 0);
