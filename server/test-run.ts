// `npm test`: types and lint, the build, unit and server tests, the browser stories; one line of totals at the end.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { findChromium } from './test-browser.ts';
import { addTotals, readPlaywright, readVitest, totalsLine, type Totals } from './test-totals.ts';

const RESULTS = path.resolve('test-results');
const MESSAGES = ['--project', 'src/lib/messages/project.inlang', '--outdir', 'src/lib/paraglide'];

main();

function main(): void {
  const chromium = findChromium();
  fs.rmSync(RESULTS, { recursive: true, force: true });
  fs.mkdirSync(RESULTS, { recursive: true });
  const prepared = [
    check('messages', 'paraglide-js', ['compile', ...MESSAGES, '--emit-ts-declarations', '--silent']),
    check('generated types', 'svelte-kit', ['sync']),
  ];
  const checks = [
    check('types of the server', 'tsc', ['-p', 'tsconfig.server.json']),
    check('types of the pages', 'svelte-check', [
      '--tsconfig',
      './tsconfig.json',
      '--fail-on-warnings',
      '--output',
      'human',
    ]),
    check('lint', 'eslint', ['.']),
    check('format', 'prettier', ['--check', '--log-level', 'warn', '.']),
  ];
  // Before the tests: rights are asked of the built product.
  const built = check('build', 'vite', ['build', '--logLevel', 'error']);
  const unit = vitest();
  const stories = built.failed > 0 ? none() : playwright(chromium);
  const totals = [...prepared, ...checks, unit, built, stories].reduce(addTotals);
  console.log(totalsLine(totals));
  process.exitCode = totals.failed > 0 ? 1 : 0;
}

function none(): Totals {
  return { passed: 0, failed: 0, skipped: 0 };
}

/** A stage without tests of its own: it counts only when it fails. */
function check(name: string, program: string, args: string[]): Totals {
  return { ...none(), failed: run(name, program, args) ? 0 : 1 };
}

function vitest(): Totals {
  const file = path.join(RESULTS, 'vitest.json');
  const ended = run('unit and server tests', 'vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  return orFailed(readVitest(file), ended);
}

function playwright(chromium: string): Totals {
  const file = path.join(RESULTS, 'playwright.json');
  const env = { TWINWARD_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
  const ended = run(
    'browser stories',
    'playwright',
    ['test', '--reporter=list,json', '--pass-with-no-tests'],
    env,
  );
  return orFailed(readPlaywright(file), ended);
}

// A runner that broke down without a failed test (or without its report) must not look green.
function orFailed(totals: Totals | null, ended: boolean): Totals {
  const read = totals ?? { ...none(), failed: 1 };
  return ended || read.failed > 0 ? read : { ...read, failed: 1 };
}

function run(name: string, program: string, args: string[], env: Record<string, string> = {}): boolean {
  const begun = performance.now();
  console.log(`\n── ${name}`);
  const bin = path.resolve('node_modules', '.bin', program);
  const ended = spawnSync(bin, args, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`── ${name}: ${ended.status === 0 ? 'good' : 'FAILED'} (${seconds} s)`);
  return ended.status === 0;
}
