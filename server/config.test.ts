import fs from 'node:fs';
import { expect, test } from 'vitest';
import { ConfigError, readConfig, variables, type Secrets } from './config.ts';

const secrets: Secrets = {
  secret: 's'.repeat(64),
  metricsToken: 'm'.repeat(32),
  postgresPassword: 'p'.repeat(32),
  livekitKey: 'LKkey00000',
  livekitSecret: 'l'.repeat(43),
};
const flags = { dev: false, lan: false };
const read = (env: Record<string, string>, over = flags) => readConfig(env, over, () => secrets);
const production = {
  DATABASE_URL: 'postgres://a:b@db.example.org/twinward',
  ORIGIN: 'https://rooms.example.org',
  SECRET: 'x'.repeat(40),
};

function problemsOf(env: Record<string, string>, over = flags): string[] {
  try {
    read(env, over);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((problem) => problem.variable);
    throw error;
  }
  return [];
}

test.each([
  [{ DATABASE_URL: 'mysql://db/x' }, ['DATABASE_URL', 'ORIGIN', 'SECRET']],
  [
    { DATABASE_URL: 'not an address', PORT: '0', LOG_LEVEL: 'loud' },
    ['DATABASE_URL', 'PORT', 'LOG_LEVEL', 'ORIGIN', 'SECRET'],
  ],
  [{ PORT: '65536' }, ['PORT']],
  [{ TRUSTED_PROXIES: 'all' }, ['TRUSTED_PROXIES']],
  [{ PORT: '30 00' }, ['PORT']],
  [{ ORIGIN: 'https://rooms.example.org/path' }, ['ORIGIN']],
  [{ ORIGIN: 'rooms.example.org' }, ['ORIGIN']],
  [{ SECRET: 'short' }, ['SECRET']],
  [{ METRICS_TOKEN: 'short' }, ['METRICS_TOKEN']],
  [{ LIVEKIT_URL: 'wss://lk.example.org' }, ['LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET']],
  [{ LIVEKIT_API_SECRET: 'abc' }, ['LIVEKIT_URL', 'LIVEKIT_API_KEY']],
  [{ LIVEKIT_NODE_IP: '300.1.1.1' }, ['LIVEKIT_NODE_IP']],
  [{ SMTP_URL: 'smtp://mail.example.org' }, ['MAIL_FROM']],
  [{ SMTP_URL: 'http://mail.example.org', MAIL_FROM: 'nobody' }, ['SMTP_URL', 'MAIL_FROM']],
  [{ TWINWARD_DEMO: 'yes' }, ['TWINWARD_DEMO']],
  [{ ...production, TWINWARD_DEMO: '1' }, ['TWINWARD_DEMO']],
])('refuses %j, naming every variable', (env, variables) => {
  expect(problemsOf(env).toSorted()).toEqual(variables.toSorted());
});

test('refuses --lan with a database of its own', () => {
  expect(problemsOf(production, { dev: false, lan: true })).toEqual(['--lan']);
});

test('every problem says what to set', () => {
  expect(() => read({ DATABASE_URL: 'postgres://db/x' })).toThrow(
    /ORIGIN: is missing; set .*\n.*SECRET: is missing; set/,
  );
});

test('nothing set means a laptop with the demo and generated secrets', () => {
  const config = read({});
  expect(config).toMatchObject({ mode: 'embedded', demo: true, port: 3000, origin: 'http://localhost:3000' });
  expect(config.secret).toBe(secrets.secret);
  expect(config.livekit).toBeNull();
});

test('an empty variable counts as not set', () => {
  expect(read({ DATABASE_URL: ' ', LIVEKIT_URL: '' }).mode).toBe('embedded');
});

test('TWINWARD_DEMO=0 starts a laptop without the demo', () => {
  expect(read({ TWINWARD_DEMO: '0' }).demo).toBe(false);
});

test('a database of its own means production: no demo, no generated token', () => {
  const config = read({ ...production, ORIGIN: 'https://rooms.example.org/' });
  expect(config).toMatchObject({ mode: 'production', demo: false, metricsToken: null, host: '0.0.0.0' });
  expect(config.origin).toBe('https://rooms.example.org');
});

test('the manual explains every variable, and none that is not read', () => {
  const manual = fs.readFileSync('docs/operating.md', 'utf8');
  const table = manual.slice(manual.indexOf('## Configuration'), manual.indexOf('## Where the data lies'));
  const firstCells = [...table.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell]) => cell ?? '');
  const explained = firstCells.flatMap((cell) => [...cell.matchAll(/`(\w+)/g)].map(([, name]) => name));
  expect(explained.sort()).toEqual([...variables].sort());
});
