import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../server/embedded/ports.ts';
import { pin } from './processes.ts';
import { hocuspocusWire, yWebsocketWire, type Wire } from './wire.ts';

export interface Candidate {
  name: string;
  /** When an edit that others see is on disk. */
  durability: string;
  wire: Wire;
  usesPostgres: boolean;
  /** It says to the sender when an update is saved. */
  acknowledges: boolean;
  /** When, after the last person left, everything is surely stored. */
  storedAfterMs: number;
  /** The same after so long a history, for each of its edits. */
  storedAfterEditMs?: number;
  /** When, after that, a document has surely left memory. */
  emptyAfterMs: number;
  folder: string;
  script: string;
  env(port: number, databaseUrl: string, dataDir: string): Record<string, string>;
}

const here = import.meta.dirname;
const peers = path.join(here, '../peers');

export const candidates: Candidate[] = [
  {
    name: 'y-websocket-server 0.1.1 + LevelDB',
    durability: 'written after it is shown, not synced',
    wire: yWebsocketWire(''),
    usesPostgres: false,
    acknowledges: false,
    storedAfterMs: 3000,
    // Edits are stored one by one, long after they were applied.
    storedAfterEditMs: 0.15,
    emptyAfterMs: 3000,
    folder: path.join(peers, 'y-websocket-server'),
    script: 'node_modules/@y/websocket-server/src/server.js',
    env: (port, _url, dataDir) => ({ PORT: String(port), HOST: '127.0.0.1', YPERSISTENCE: dataDir }),
  },
  {
    name: 'hocuspocus 4.7.0 + Postgres',
    durability: 'the whole document, 2 to 10 s after it is shown',
    wire: hocuspocusWire,
    usesPostgres: true,
    acknowledges: false,
    storedAfterMs: 5000,
    emptyAfterMs: 5000,
    folder: path.join(peers, 'hocuspocus'),
    script: 'server.mjs',
    env: (port, url) => ({ PORT: String(port), DATABASE_URL: url }),
  },
  {
    name: 'Twinward',
    durability: 'on disk before anybody sees it',
    wire: yWebsocketWire('/sync', '?ack=1'),
    usesPostgres: true,
    acknowledges: true,
    storedAfterMs: 3000,
    // A document stays in memory for 10 s after its last reader.
    emptyAfterMs: 14_000,
    folder: here,
    script: 'ours.ts',
    env: (port, url) => ({ PORT: String(port), DATABASE_URL: url }),
  },
];

export interface RunningServer {
  origin: string;
  pid: number;
  child: ChildProcess;
  /** What it holds after a collection of garbage, in bytes. */
  memory(): Promise<Memory>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}
export interface Memory {
  /** Objects and buffers that are still referred to. */
  live: number;
  resident: number;
}

export const serverCore = 0;
export const driverCore = 1;

/** The peers have their own lock files and are installed by the bench alone. */
export function installPeers(): void {
  for (const { folder } of candidates) {
    if (
      !fs.existsSync(path.join(folder, 'package-lock.json')) ||
      fs.existsSync(path.join(folder, 'node_modules'))
    )
      continue;
    const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
    if (status !== 0) throw new Error(`could not install the peer in ${path.basename(folder)}`);
  }
}

const memoryReport = new URL('./memory-report.ts', import.meta.url).href;
const ports = { from: 4300, to: 4399 };
let nextPort = ports.from;

/** Starts a candidate in its own process, kept on the server's core. */
export async function startServer(
  candidate: Candidate,
  databaseUrl: string,
  dataDir: string,
): Promise<RunningServer> {
  const port = await freePort(nextPort);
  nextPort = port >= ports.to ? ports.from : port + 1;
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--disable-warning=ExperimentalWarning', '--import', memoryReport, candidate.script],
    {
      cwd: candidate.folder,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { PATH: process.env['PATH'], ...candidate.env(port, databaseUrl, dataDir) },
    },
  );
  const pid = child.pid!;
  pin(pid, serverCore);
  await listening(port, child);
  return {
    origin: `ws://127.0.0.1:${port}`,
    pid,
    child,
    memory: () =>
      new Promise((resolve) => {
        child.once('message', (message) => resolve(message as Memory));
        child.send('memory');
      }),
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await gone;
      clearTimeout(late);
    },
  };
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => null);
    if (answer) return;
    await sleep(100);
  }
  throw new Error('the server did not start');
}
