// Whether the pages that everybody opens stay fast in a large network: 40,000 people beside 1,000, on the built product.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { openDatabase } from '../../server/db/database.ts';
import { migrate } from '../../server/db/migrate.ts';
import { pino } from 'pino';
import { composeApp, type Parts } from '../../server/app.ts';
import { findActor } from '../../server/auth/sign-in.ts';
import { startPostgres } from '../../server/embedded/postgres.ts';
import { seedPlan } from '../../server/plan/seed.ts';
import { databaseUrl, onServer } from '../fixtures/postgres-template.ts';
import { measureImport } from './import.ts';
import { fill, secretOf, type Filled, type Size } from './people/fill.ts';
import { wholeReads } from './people/plans.ts';
import { startProduct, type Product } from './people/product.ts';
import { median, percentile, printTable } from './table.ts';

const sizes: Record<'large' | 'small', Size> = {
  large: { institutions: 2_000, people: 40_000, rooms: 3_000 },
  small: { institutions: 50, people: 1_000, rooms: 75 },
};
const budget = { queries: 8, ratio: 1.5, javascript: 60_000, steps: 4 };
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 60);
const only = process.env['BENCH_ONLY'];

interface Network extends Filled {
  url: string;
  product: Product;
}
interface Visit {
  name: string;
  who: keyof Filled['who'];
  path(network: Network): Promise<string> | string;
}

const visits: Visit[] = [
  ...(['member', 'manager', 'inSixtyRooms', 'backboneManager'] as const).map((who) => ({
    ...{ name: `Today (${wordsFor(who)})`, who, path: () => '/' },
  })),
  { name: 'room list', who: 'member', path: () => '/rooms' },
  { name: 'room list (sixty rooms)', who: 'inSixtyRooms', path: () => '/rooms' },
  {
    ...{ name: 'room: commitments', who: 'member' },
    path: async ({ roomOf, who }) => `/rooms/${await roomOf(who.member)}/commitments`,
  },
  { name: 'commitments', who: 'member', path: () => '/commitments' },
  { name: 'network', who: 'backboneManager', path: () => '/network' },
  { name: 'network', who: 'administrator', path: () => '/network' },
  { name: 'network', who: 'member', path: () => '/network' },
  ...['institutions', 'institutions?q=hospital', 'offers', 'twinnings'].flatMap((page) => [
    onNetwork(page, 'backboneManager'),
    onNetwork(page, 'member'),
  ]),
  ...['rooms', 'people'].map((page) => onNetwork(page, 'backboneManager')),
  onNetwork('audit', 'administrator'),
  {
    ...{ name: 'network: an institution', who: 'backboneManager' },
    path: ({ institutionId }) => `/network/institutions/${institutionId}`,
  },
];

function onNetwork(page: string, who: Visit['who']): Visit {
  return { name: `network: ${page}`, who, path: () => `/network/${page}` };
}

function wordsFor(who: keyof Filled['who']): string {
  return { inSixtyRooms: 'sixty rooms', backboneManager: 'backbone manager' }[who as string] ?? who;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-bench-'));
fs.chmodSync(folder, 0o755);
buildWhenStale();
const postgres = await startPostgres({
  ...{ folder: path.join(folder, 'postgres'), password: 'only-for-a-measurement', portFrom: 17_100 },
});
let failed = 0;
try {
  const small = await network('small', 4_911);
  const large = await network('large', 4_912);
  try {
    await measure(small, large);
    await weighSignIn(large.product.origin);
    console.log(`\nMemory of the process after that: ${Math.round(large.product.memory() / 1e6)} MB`);
  } finally {
    await Promise.all([small.product.stop(), large.product.stop()]);
  }
  // By itself: the product would take up what is to be measured.
  await tableOfImport(large);
} finally {
  await postgres.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;

async function network(name: keyof typeof sizes, port: number): Promise<Network> {
  await onServer(postgres.url, `create database ${name}`);
  const url = databaseUrl(postgres.url, name);
  const { kysely } = openDatabase(url, { max: 2 });
  await migrate(kysely, url);
  await kysely.destroy();
  const began = performance.now();
  const filled = await fill(url, sizes[name]);
  const { people, institutions, rooms } = sizes[name];
  console.log(
    `${people} people, ${institutions} institutions, ${rooms} rooms made in ${seconds(performance.now() - began)} s`,
  );
  return { ...filled, url, product: await startProduct(url, port, folder) };
}

async function measure(small: Network, large: Network): Promise<void> {
  const client = new pg.Client({ connectionString: large.url });
  await client.connect();
  const rows: (string | number)[][] = [];
  const reads: string[] = [];
  for (const visit of visits.filter(({ name }) => !only || name.includes(only))) {
    const there = await opens(large, visit);
    const times: Record<'small' | 'large', number[]> = { small: [], large: [] };
    // In turn, so that whatever else this machine does touches both alike.
    for (let round = -10; round < rounds; round += 1) {
      const [few, many] = [await timeOf(small, visit), await timeOf(large, visit)];
      if (round < 0) continue;
      times.small.push(few);
      times.large.push(many);
    }
    await large.product.take();
    await timeOf(large, visit);
    const asked = await large.product.take();
    if (process.env['BENCH_SHOW']) for (const { text } of asked) console.log(`    ${text.slice(0, 200)}`);
    const whole = await wholeReads(client, asked);
    reads.push(...whole.map((read) => `${visit.name}, ${wordsFor(visit.who)}: ${read}`));
    const ratio = median(times.large) / median(times.small);
    if (asked.length > budget.queries || ratio > budget.ratio || whole.length > 0) failed += 1;
    rows.push([
      ...[
        visit.name,
        wordsFor(visit.who),
        median(times.large).toFixed(1),
        percentile(times.large, 95).toFixed(1),
      ],
      ...[
        median(times.small).toFixed(1),
        ratio.toFixed(2),
        asked.length,
        whole.length,
        Math.round(there / 1000),
      ],
    ]);
  }
  await client.end();
  console.log(
    `\nServer time over HTTP, ${rounds} visits each; at most ${budget.queries} questions and ${budget.ratio} times as long\n`,
  );
  printTable(
    [
      'page',
      'who',
      '40,000: median ms',
      'p95 ms',
      '1,000: median ms',
      'ratio',
      'queries',
      'large tables read whole',
      'kB of HTML',
    ],
    rows,
  );
  for (const read of reads) console.log(`\nReads whole: ${read}`);
}

async function ask({ product, who }: Network, visit: Visit, at: string): Promise<Response> {
  const cookie = `session=${secretOf(who[visit.who])}`;
  return fetch(`${product.origin}${at}`, { headers: { cookie }, redirect: 'manual' });
}

/** How long the page is. */
async function opens(on: Network, visit: Visit): Promise<number> {
  return (await pageOf(on, visit, await visit.path(on))).byteLength;
}

async function timeOf(on: Network, visit: Visit): Promise<number> {
  const at = await visit.path(on);
  const began = performance.now();
  await pageOf(on, visit, at);
  return performance.now() - began;
}

/** Whatever is not the page itself would be measured in its place. */
async function pageOf(on: Network, visit: Visit, at: string): Promise<ArrayBuffer> {
  const answer = await ask(on, visit, at);
  if (answer.status !== 200)
    throw new Error(`${visit.name} (${wordsFor(visit.who)}) answers ${answer.status}`);
  return answer.arrayBuffer();
}

/** A list of 10,000 institutions into the large network, as its administrator brings it in. */
async function tableOfImport({ url, networkId }: Network): Promise<void> {
  const { kysely: db } = openDatabase(url);
  const log = pino({ level: 'silent' });
  const clock = { now: () => new Date() };
  try {
    const held = await db
      .selectFrom('network_member')
      .where('role', '=', 'administrator')
      .select('person_id')
      .executeTakeFirstOrThrow();
    const actor = await findActor(db, held.person_id, 'the import');
    if (!actor) throw new Error('Nobody imports');
    const parts = { db, clock, log, origin: 'http://localhost', demo: false, seedPlan } as const;
    const app = composeApp({ ...parts, secret: 'only for a measurement, and long enough' } satisfies Parts);
    const found = await measureImport({ app, db, clock, log }, actor, networkId);
    if (found.steps < budget.steps) failed += 1;
    console.log(
      `\nA list of ${found.rows} institutions; its page must tell at least ${budget.steps} times how far it is\n`,
    );
    printTable(
      ['preview s', 'writing s', 'memory MB', 'longest wait of others ms', 'times told how far'],
      [
        [
          ...[seconds(found.previewMs), seconds(found.writeMs), Math.round(found.peakMegabytes)],
          ...[Math.round(found.longestWaitMs), found.steps],
        ],
      ],
    );
  } finally {
    await db.destroy();
  }
}

/** All scripts that the sign-in page names, as they travel. */
async function weighSignIn(origin: string): Promise<void> {
  const page = await fetch(`${origin}/sign-in`);
  if (!page.ok) throw new Error(`The sign-in page answers ${page.status}`);
  // Kit names what to load ahead in a header, and the first script in the page.
  const named = `${page.headers.get('link') ?? ''} ${await page.text()}`;
  const scripts = new Set([...named.matchAll(/[\w./-]+\.js\b/g)].map(([at]) => at.replace(/^[./]+/, '')));
  let sum = 0;
  for (const script of scripts) {
    const answer = await fetch(`${origin}/${script}`, { headers: { 'accept-encoding': 'br' } });
    sum += Number(answer.headers.get('content-length') ?? (await answer.arrayBuffer()).byteLength);
  }
  if (sum > budget.javascript) failed += 1;
  console.log(
    `\nSign-in page: ${(sum / 1000).toFixed(1)} kB of JavaScript in ${scripts.size} files (budget 60)`,
  );
}

/** The pages are measured as they are now. */
function buildWhenStale(): void {
  const built = fs.statSync('build/handler.js', { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newest = fs
    .readdirSync('src', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('paraglide'))
    .map((entry) => fs.statSync(path.join(entry.parentPath, entry.name)).mtimeMs);
  if (built >= Math.max(...newest)) return;
  console.log('Building the pages …');
  spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error'], {
    stdio: 'inherit',
  });
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
