import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PORT = Number(process.env['STORY_PORT'] ?? 4180);
const PORTS_OF_A_WORKER = 100;
const portOf = (worker: number) => FIRST_PORT + worker * PORTS_OF_A_WORKER;

/** The first port of this worker of Playwright: each has a product of its own, so that stories side by side do not meet. */
export const STORY_PORT = portOf(Number(process.env['TEST_PARALLEL_INDEX'] ?? 0));
export const STORY_ORIGIN = `http://localhost:${STORY_PORT}`;

/** The real product, as `npm start` runs it: built, with its own database, call server and demo network. */
export interface Product {
  origin: string;
  /** As when the power goes: no goodbye. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** What it has printed since it was made. */
  printed(): string;
}

/** Prepares a product in its own data folder; nothing of a developer's own is touched. */
export function createProduct(
  port = STORY_PORT,
  dataDir = newFolder(),
  settings: Record<string, string> = { TWINWARD_DEMO: '1' },
): Product {
  let child: ChildProcess | null = null;
  let printed = '';
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    child = null;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    await ended;
  };
  return {
    origin: `http://localhost:${port}`,
    async start() {
      child = run(port, dataDir, settings);
      child.stdout?.on('data', (words: Buffer) => {
        printed += words.toString();
        process.stdout.write(words);
      });
      await answering(port, child);
    },
    kill: () => end('SIGKILL'),
    printed: () => printed,
    async stop() {
      await end('SIGTERM');
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function newFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-stories-'));
  // Postgres runs as an ordinary user when we are root, and must be able to walk in.
  fs.chmodSync(folder, 0o755);
  return folder;
}

function run(port: number, dataDir: string, settings: Record<string, string>): ChildProcess {
  // What a developer has set for their own server does not apply to the stories' one.
  const { DATABASE_URL: _, LIVEKIT_URL: __, SMTP_URL: ___, ORIGIN: ____, ...env } = process.env;
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'server/main.ts'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...env, PORT: String(port), DATA_DIR: dataDir, ...settings },
  });
}

const START_LIMIT_MS = 60_000;
/** Calls may have to be built first: five minutes on two cores, with nothing prepared. */
const CALLS_LIMIT_MS = 15 * 60_000;

async function answering(port: number, child: ChildProcess): Promise<void> {
  const begun = performance.now();
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The product ended at its start (${child.exitCode}).`);
    const parts = await readiness(port);
    if (parts?.ready && parts.media !== 'preparing') return;
    const limit = parts?.ready ? CALLS_LIMIT_MS : START_LIMIT_MS;
    if (performance.now() - begun > limit)
      throw new Error(`The product was not ready: ${JSON.stringify(parts)}`);
    await sleep(200);
  }
}

async function readiness(port: number): Promise<{ ready: boolean; media: string | undefined } | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    const body = (await answer.json()) as { ready: boolean; parts: { media?: { state: string } } };
    return { ready: body.ready, media: body.parts.media?.state };
  } catch {
    return null;
  }
}

/** Playwright's global setup: one product for all stories of a worker. */
export default async function setup({ workers }: { workers: number }): Promise<() => Promise<void>> {
  const products = Array.from({ length: workers }, (_, worker) => createProduct(portOf(worker)));
  const stop = async () => {
    await Promise.all(products.map((product) => product.stop()));
  };
  try {
    // One after the other: they look for free ports for their parts.
    for (const product of products) await product.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
