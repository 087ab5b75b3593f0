import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Whether this process lives and is the one meant: pids are used again, and in a container whose first
 * process does not reap, a dead one stays as a zombie that still answers to signal 0.
 */
export function isRunning(pid: number, commandIncludes: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const state = stat.slice(stat.lastIndexOf(')') + 2).charAt(0);
    if (state === 'Z') return false;
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(commandIncludes);
  } catch {
    return false;
  }
}

/** Sends a signal and waits until the process is gone; after the time limit it is killed. */
export async function endProcess(
  pid: number,
  commandIncludes: string,
  signal: NodeJS.Signals,
  limitMs: number,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  send(pid, signal);
  while (isRunning(pid, commandIncludes)) {
    if (performance.now() > deadline) {
      send(pid, 'SIGKILL');
      return;
    }
    await sleep(40);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone in between, which is what was wanted.
  }
}
