import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Ground } from './ground.ts';
import { startServer, type Candidate, type RunningServer } from './servers.ts';

/** What one work gave: a number for each of its columns. Words say why there is none. */
export type Figures = Record<string, number | string>;

export interface Column {
  key: string;
  head: string;
  digits?: number;
  /** How several runs become one figure: the middle one, or for losses all together. */
  over?: 'median' | 'sum';
}

/** One row of the table. */
export interface Work {
  title: string;
  /** Exactly what is done and measured, in words. */
  how: string;
  columns: readonly Column[];
  /** Taken once however many runs were asked for: it repeats itself inside. */
  once?: boolean;
  /** Left out for candidates that it does not concern. */
  concerns?: (candidate: Candidate) => boolean;
  run(bed: Bed): Promise<Figures>;
}

/** What a work is given: one candidate, not started yet, with a store of its own that outlives its restarts. */
export interface Bed {
  candidate: Candidate;
  ground: Ground;
  start(): Promise<RunningServer>;
  /** Whose processor time counts while this server runs. */
  pids(server: RunningServer): number[];
}

/** Runs a work for a candidate and leaves nothing running. */
export async function measure(work: Work, candidate: Candidate, ground: Ground): Promise<Figures> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-bench-'));
  const started: RunningServer[] = [];
  const bed: Bed = {
    candidate,
    ground,
    async start() {
      const server = await startServer(candidate, ground.url, dataDir);
      started.push(server);
      return server;
    },
    pids: (server) => (candidate.usesPostgres ? [server.pid, ground.pid] : [server.pid]),
  };
  try {
    return await work.run(bed);
  } finally {
    for (const server of started) await server.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}
