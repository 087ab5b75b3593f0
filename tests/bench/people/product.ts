import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asked } from './counting.ts';

export interface Product {
  origin: string;
  /** What was asked of the database since the last look. */
  take(): Promise<Asked[]>;
  /** Resident memory, in bytes; 0 where the system does not tell. */
  memory(): number;
  stop(): Promise<void>;
}

/** The built product on a database, as in production, without a call server. */
export async function startProduct(databaseUrl: string, port: number, folder: string): Promise<Product> {
  const origin = `http://localhost:${port}`;
  const counting = path.resolve(import.meta.dirname, 'counting.ts');
  const { SMTP_URL: _, TWINWARD_DEMO: __, ...env } = process.env;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', counting, 'server/main.ts'],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        ...{ ...env, NODE_ENV: 'production', LOG_LEVEL: 'error', PORT: String(port), ORIGIN: origin },
        ...{ DATA_DIR: path.join(folder, `data-${port}`), DATABASE_URL: databaseUrl },
        ...{ SECRET: 'only for a measurement, and long enough', LIVEKIT_URL: 'ws://127.0.0.1:9' },
        ...{ LIVEKIT_API_KEY: 'bench', LIVEKIT_API_SECRET: 'x'.repeat(40) },
      },
    },
  );
  await answering(origin, child);
  return {
    origin,
    async take() {
      const answer = once(child, 'message') as Promise<[Asked[]]>;
      child.send('take');
      return (await answer)[0];
    },
    memory: () => residentOf(child.pid ?? 0),
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function answering(origin: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`The product ended with ${child.exitCode}`);
    const answer = await fetch(`${origin}/sign-in`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error('The product did not answer');
}

function residentOf(pid: number): number {
  try {
    const [, pages] = fs.readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return Number(pages) * 4096;
  } catch {
    return 0;
  }
}
