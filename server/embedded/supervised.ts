import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess, isRunning } from './processes.ts';

export interface Supervised {
  stop(): Promise<void>;
}

export interface SupervisedOptions {
  command: string;
  args: string[];
  /** Remembers the child, so that one left by a killed start is found and ended. */
  pidFile: string;
  /** A part of the command line that no other process has. */
  mark: string;
  isUp: () => Promise<boolean>;
  onUp: () => void;
  onDown: (why: string) => void;
}

const BACKOFF_MS = [500, 1_000, 2_000, 5_000, 15_000];
const CALM_MS = 60_000;
const STOP_LIMIT_MS = 5_000;

/** Runs a program and starts it again when it dies, slower each time it dies soon. */
export function supervise(options: SupervisedOptions): Supervised {
  let stopping = false;
  let child: ChildProcess | null = null;
  const wake = new AbortController();
  const loop = async () => {
    await endLeftOver(options);
    for (let failures = 0; !stopping; failures++) {
      const begun = performance.now();
      child = start(options);
      const why = await untilEnded(child, options);
      if (stopping) return;
      options.onDown(why);
      if (performance.now() - begun > CALM_MS) failures = 0;
      const pause = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 15_000;
      await sleep(pause, undefined, { signal: wake.signal }).catch(() => undefined);
    }
  };
  const running = loop().catch((error: unknown) => options.onDown(String(error)));
  return {
    async stop() {
      stopping = true;
      wake.abort();
      if (child?.pid && child.exitCode === null && child.signalCode === null) {
        await endProcess(child.pid, options.mark, 'SIGTERM', STOP_LIMIT_MS);
      }
      await running;
      fs.rmSync(options.pidFile, { force: true });
    },
  };
}

function start(options: SupervisedOptions): ChildProcess {
  const child = spawn(options.command, options.args, {
    stdio: ['ignore', 'ignore', 'ignore'],
    cwd: '/',
    // Its own group: Ctrl-C goes to us alone, and calls end in their place of the stop order.
    detached: true,
  });
  if (child.pid) fs.writeFileSync(options.pidFile, `${child.pid}\n`);
  return child;
}

async function untilEnded(child: ChildProcess, options: SupervisedOptions): Promise<string> {
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`it ended (${signal ?? code})`));
  });
  let over = false;
  void ended.then(() => (over = true));
  const watchUp = async () => {
    for (let tries = 0; tries < 300 && !over; tries++) {
      if (await options.isUp()) {
        // Something else may answer on the port while ours is already gone.
        if (!over) options.onUp();
        return;
      }
      await sleep(100);
    }
  };
  await Promise.race([ended, watchUp()]);
  return ended;
}

async function endLeftOver(options: SupervisedOptions): Promise<void> {
  if (!fs.existsSync(options.pidFile)) return;
  const pid = Number(fs.readFileSync(options.pidFile, 'utf8').trim());
  if (pid && isRunning(pid, options.mark)) await endProcess(pid, options.mark, 'SIGTERM', STOP_LIMIT_MS);
  fs.rmSync(options.pidFile, { force: true });
}
