import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** /proc counts processor time in hundredths of a second. */
const tickUs = 10_000;

/** Keeps a process and its children on one core, so that server and driver do not take turns. Linux only. */
export function pin(pid: number, core: number): void {
  spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' });
}

/** Kills a process and its children at once, as a power cut does. */
export const killTree = (pid: number): void => signalTree(pid, 'SIGKILL');

/** The same signal to a process and its children: SIGSTOP makes a server hang. */
export function signalTree(pid: number, signal: NodeJS.Signals): void {
  const children = fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && readStat(name)?.parent === pid);
  for (const one of [pid, ...children.map(Number)]) {
    try {
      process.kill(one, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

/** Processor time in µs of these processes, their running children and those that have ended. */
export function processorTime(roots: readonly number[]): number {
  const all = new Map<number, { parent: number; ticks: number }>();
  for (const name of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(name);
    if (stat) all.set(Number(name), stat);
  }
  const belongs = (pid: number): boolean => {
    for (let at = pid; at > 1; at = all.get(at)?.parent ?? 0) if (roots.includes(at)) return true;
    return false;
  };
  let ticks = 0;
  for (const [pid, stat] of all) if (belongs(pid)) ticks += stat.ticks;
  return ticks * tickUs;
}

function readStat(pid: string): { parent: number; ticks: number } | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name may hold spaces and brackets: fields are counted after its last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map(Number);
    return { parent: Number(fields[1]), ticks: user! + system! + endedUser! + endedSystem! };
  } catch {
    return null;
  }
}
