// `npm test`: types and lint, the build, unit and server tests, the browser stories; one line of totals at the end.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { findChromium } from './test-browser.ts';
import { findRedis } from './test-redis.ts';
import { addTotals, readPlaywright, readVitest, totalsLine, type Totals } from './test-totals.ts';

const RESULTS = path.resolve('test-results');
const MESSAGES = ['--project', 'src/lib/messages/project.inlang', '--outdir', 'src/lib/paraglide'];

await main();

async function main(): Promise<void> {
  const chromium = findChromium();
  // Installed here, where nothing waits for an answer in time.
  findRedis();
  fs.rmSync(RESULTS, { recursive: true, force: true });
  fs.mkdirSync(RESULTS, { recursive: true });
  const prepared = [
    await check('messages', 'paraglide-js', ['compile', ...MESSAGES, '--emit-ts-declarations', '--silent']),
    await check('generated types', 'svelte-kit', ['sync']),
  ];
  const svelteCheck = ['--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'];
  // None of these needs another: two at a time, as continuous integration has two cores.
  const checks = await twoAtATime([
    () => check('lint', 'eslint', ['.']),
    () => check('types of the pages', 'svelte-check', svelteCheck),
    () => check('types of the server', 'tsc', ['-p', 'tsconfig.server.json']),
    () => check('format', 'prettier', ['--check', '--log-level', 'warn', '.']),
  ]);
  // Alone, as it writes what those read; before the tests, as rights are asked of the built product.
  const built = await check('build', 'vite', ['build', '--logLevel', 'error']);
  const unit = await vitest();
  const stories = built.failed > 0 ? [] : await playwright(chromium);
  const totals = [...prepared, ...checks, unit, built, ...stories].reduce(addTotals);
  for (const name of totals.names) console.log(`failed: ${name}`);
  console.log(totalsLine(totals));
  process.exitCode = totals.failed > 0 ? 1 : 0;
}

function none(): Totals {
  return { passed: 0, failed: 0, skipped: 0, names: [] };
}

/** A stage without tests of its own: it counts only when it fails. */
async function check(name: string, program: string, args: string[]): Promise<Totals> {
  const good = await run(name, program, args, { later: true });
  return good ? none() : { ...none(), failed: 1, names: [name] };
}

async function vitest(): Promise<Totals> {
  const file = path.join(RESULTS, 'vitest.json');
  const ended = await run('unit and server tests', 'vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  return orFailed(readVitest(file), ended);
}

/** Two stories at a time, except those with calls: pictures need the whole processor. */
async function playwright(chromium: string): Promise<Totals[]> {
  return [
    await stories('browser stories', chromium, ['--project=phone-fr', '--project=laptop-en', '--workers=2']),
    await stories('browser stories with calls', chromium, ['--project=calls', '--workers=1']),
  ];
}

async function stories(name: string, chromium: string, which: string[]): Promise<Totals> {
  const file = path.join(RESULTS, `${name.replaceAll(' ', '-')}.json`);
  const env = { TWINWARD_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
  const words = [
    'test',
    '--reporter=list,json',
    '--pass-with-no-tests',
    `--output=${path.join(RESULTS, name)}`,
    ...which,
  ];
  const ended = await run(name, 'playwright', words, { env });
  return orFailed(readPlaywright(file), ended);
}

// A runner that broke down without a failed test (or without its report) must not look green.
function orFailed(totals: Totals | null, ended: boolean): Totals {
  const read = totals ?? { ...none(), failed: 1 };
  return ended || read.failed > 0 ? read : { ...read, failed: 1, names: ['a runner ended without a report'] };
}

async function twoAtATime<T>(tasks: (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < tasks.length; at = next++) results[at] = await tasks[at]!();
  };
  await Promise.all([worker(), worker()]);
  return results;
}

/** Runs a program to its end. `later`: what it says is shown whole when it has ended, for those that run beside others. */
async function run(
  name: string,
  program: string,
  args: string[],
  { env = {}, later = false }: { env?: Record<string, string>; later?: boolean } = {},
): Promise<boolean> {
  const begun = performance.now();
  if (!later) console.log(`\n── ${name}`);
  const child = spawn(path.resolve('node_modules', '.bin', program), args, {
    stdio: later ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (words: Buffer) => (said += words.toString()));
  const good = await new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (status) => resolve(status === 0));
  });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  if (later) console.log(`\n── ${name}\n${said.trim()}`);
  console.log(`── ${name}: ${good ? 'good' : 'FAILED'} (${seconds} s)`);
  return good;
}
