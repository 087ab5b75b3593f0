import path from 'node:path';
import os from 'node:os';
import * as v from 'valibot';

export interface Flags {
  dev: boolean;
  lan: boolean;
}

/** What the product generates for itself when nobody has configured it. */
export interface Secrets {
  secret: string;
  metricsToken: string;
  postgresPassword: string;
  livekitKey: string;
  livekitSecret: string;
}

export interface Config {
  /** `embedded`: a laptop, everything started for it. `production`: DATABASE_URL was given. */
  mode: 'embedded' | 'production';
  demo: boolean;
  dev: boolean;
  lan: boolean;
  host: string;
  port: number;
  /** Where people reach the product, without a slash at the end. */
  origin: string;
  /** Signs links and tokens. */
  secret: string;
  /** Bearer token of /metrics; without one the page does not exist. */
  metricsToken: string | null;
  databaseUrl: string | null;
  /** Between several nodes on one database. */
  redisUrl: string | null;
  livekit: { url: string; apiKey: string; apiSecret: string } | null;
  livekitNodeIp: string | null;
  /** How many reverse proxies stand in front; each adds an address to X-Forwarded-For. */
  trustedProxies: number;
  smtpUrl: string | null;
  mailFrom: string;
  dataDir: string;
  cacheDir: string;
  logLevel: LogLevel;
  secrets: Secrets;
}

export type LogLevel = (typeof LOG_LEVELS)[number];
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

export interface Problem {
  variable: string;
  problem: string;
}

/** Carries every problem found in the environment, not only the first. */
export class ConfigError extends Error {
  readonly code = 'config';
  readonly problems: Problem[];
  constructor(problems: Problem[]) {
    super(
      ['The configuration needs a look:', ...problems.map((p) => `  ${p.variable}: ${p.problem}`)].join('\n'),
    );
    this.problems = problems;
  }
}

/** Reads the environment once. `secretsOf` finds or makes the generated secrets of a data folder. */
export function readConfig(
  env: Record<string, string | undefined>,
  flags: Flags,
  secretsOf: (dataDir: string) => Secrets,
): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = v.safeParse(environment, given);
  const raw = parsed.output as v.InferOutput<typeof environment>;
  const problems = [...schemaProblems(parsed.issues ?? []), ...partsMissing(given, flags)];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(raw, flags, secretsOf);
}

const url = (schemes: string[], example: string) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.check(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol),
      `is not an address that can be used here; set for example ${example}`,
    ),
  );

const atLeast = (length: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(
      length,
      `is too short to be a secret; set at least ${length} characters, for example from: openssl rand -hex 32`,
    ),
  );

const MAIL_ADDRESS = /^(?:[^<>@\s]+@[^<>@\s]+|[^<>]*<[^<>@\s]+@[^<>@\s]+>)$/u;

const environment = v.object({
  DATABASE_URL: v.optional(url(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/twinward')),
  REDIS_URL: v.optional(url(['redis:', 'rediss:'], 'redis://:password@host:6379')),
  LIVEKIT_URL: v.optional(url(['ws:', 'wss:', 'http:', 'https:'], 'wss://livekit.example.org')),
  LIVEKIT_API_KEY: v.optional(v.pipe(v.string(), v.trim())),
  LIVEKIT_API_SECRET: v.optional(v.pipe(v.string(), v.trim())),
  LIVEKIT_NODE_IP: v.optional(
    v.pipe(v.string(), v.trim(), v.ip('is not an IP address; set the one browsers reach this machine at')),
  ),
  SMTP_URL: v.optional(url(['smtp:', 'smtps:'], 'smtps://user:password@mail.example.org')),
  MAIL_FROM: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.regex(MAIL_ADDRESS, 'is not a sender; set for example Twinward <rooms@example.org>'),
    ),
  ),
  ORIGIN: v.optional(
    v.pipe(
      url(['http:', 'https:'], 'https://rooms.example.org'),
      v.check(
        (text) => !URL.canParse(text) || new URL(text).origin === text.replace(/\/$/, ''),
        'must be only scheme, host and port; set for example https://rooms.example.org',
      ),
      v.transform((text) => text.replace(/\/$/, '')),
    ),
  ),
  HOST: v.optional(v.pipe(v.string(), v.trim())),
  PORT: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^\d{1,5}$/, 'is not a port; set a number from 1 to 65535'),
      v.transform(Number),
      v.minValue(1, 'is not a port; set a number from 1 to 65535'),
      v.maxValue(65535, 'is not a port; set a number from 1 to 65535'),
    ),
  ),
  TRUSTED_PROXIES: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^\d$/, 'is not a number of reverse proxies; set 1 for one, 0 for none'),
      v.transform(Number),
    ),
  ),
  SECRET: v.optional(atLeast(32)),
  METRICS_TOKEN: v.optional(atLeast(16)),
  DATA_DIR: v.optional(v.pipe(v.string(), v.trim())),
  LOG_LEVEL: v.optional(v.picklist(LOG_LEVELS, `is not a level; set one of ${LOG_LEVELS.join(', ')}`)),
  TWINWARD_DEMO: v.optional(v.picklist(['0', '1'], 'must be 0 (no demo) or 1')),
  XDG_CACHE_HOME: v.optional(v.string()),
});

/** Every variable that is read; docs/operating.md says what each means. */
export const variables = Object.keys(environment.entries);

function schemaProblems(issues: readonly v.BaseIssue<unknown>[]): Problem[] {
  return issues.map((issue) => ({ variable: v.getDotPath(issue) ?? 'environment', problem: issue.message }));
}

function partsMissing(given: Record<string, string | undefined>, flags: Flags): Problem[] {
  const problems: Problem[] = [];
  const missing = (variable: string, problem: string) => {
    if (!given[variable]) problems.push({ variable, problem });
  };
  if (given['DATABASE_URL']) {
    missing('ORIGIN', 'is missing; set the address people open, for example https://rooms.example.org');
    missing('SECRET', 'is missing; set at least 32 characters, for example from: openssl rand -hex 32');
    if (given['TWINWARD_DEMO'] === '1') {
      problems.push({
        variable: 'TWINWARD_DEMO',
        problem: 'cannot be 1 with DATABASE_URL: the demo only runs on its own database; unset one of them',
      });
    }
    if (flags.lan) {
      problems.push({
        variable: '--lan',
        problem: 'is for a laptop; with DATABASE_URL put a reverse proxy with a certificate in front',
      });
    }
  }
  const livekit = ['LIVEKIT_URL', 'LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'];
  if (livekit.some((name) => given[name])) {
    for (const name of livekit)
      missing(name, `is missing; set all of ${livekit.join(', ')}, or none of them`);
  }
  if (given['SMTP_URL'])
    missing('MAIL_FROM', 'is missing; set the sender, for example Twinward <rooms@example.org>');
  return problems;
}

function toConfig(
  raw: v.InferOutput<typeof environment>,
  flags: Flags,
  secretsOf: (dataDir: string) => Secrets,
): Config {
  const dataDir = path.resolve(raw.DATA_DIR ?? '.data');
  const secrets = secretsOf(dataDir);
  const port = raw.PORT ?? 3000;
  const embedded = raw.DATABASE_URL === undefined;
  return {
    mode: embedded ? 'embedded' : 'production',
    demo: embedded && raw.TWINWARD_DEMO !== '0',
    ...flags,
    host: raw.HOST ?? (embedded && !flags.lan ? '127.0.0.1' : '0.0.0.0'),
    port,
    origin: raw.ORIGIN ?? `http://localhost:${port}`,
    secret: raw.SECRET ?? secrets.secret,
    metricsToken: raw.METRICS_TOKEN ?? (embedded ? secrets.metricsToken : null),
    databaseUrl: raw.DATABASE_URL ?? null,
    redisUrl: raw.REDIS_URL ?? null,
    livekit: livekitOf(raw),
    livekitNodeIp: raw.LIVEKIT_NODE_IP ?? null,
    trustedProxies: raw.TRUSTED_PROXIES ?? 0,
    smtpUrl: raw.SMTP_URL ?? null,
    mailFrom: raw.MAIL_FROM ?? 'Twinward <twinward@localhost>',
    dataDir,
    cacheDir: path.join(raw.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'twinward'),
    logLevel: raw.LOG_LEVEL ?? (embedded ? 'warn' : 'info'),
    secrets,
  };
}

function livekitOf(raw: v.InferOutput<typeof environment>): Config['livekit'] {
  if (!raw.LIVEKIT_URL || !raw.LIVEKIT_API_KEY || !raw.LIVEKIT_API_SECRET) return null;
  return { url: raw.LIVEKIT_URL, apiKey: raw.LIVEKIT_API_KEY, apiSecret: raw.LIVEKIT_API_SECRET };
}
