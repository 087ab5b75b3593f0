import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './log.ts';

/** What ends before what. Each needs those after it. */
export const STOP_ORDER = [
  'accepting',
  'sockets',
  'jobs',
  'realtime',
  'media',
  'database',
  'postgres',
  'lock',
] as const;

export type StopStep = (typeof STOP_ORDER)[number];

export interface Lifecycle {
  /** Says how a part that has been started is stopped. */
  onStop(step: StopStep, stop: () => unknown): void;
  /** Stops everything that was started, in the stated order, once. */
  stop(why: string): Promise<void>;
  stopping(): boolean;
}

const STEP_LIMIT_MS: Record<StopStep, number> = {
  accepting: 4_000,
  sockets: 2_000,
  jobs: 10_000,
  realtime: 10_000,
  media: 8_000,
  database: 5_000,
  postgres: 25_000,
  lock: 1_000,
};

/** Remembers what was started, so that a start broken off in the middle leaves nothing running either. */
export function createLifecycle(log: Log): Lifecycle {
  const parts = new Map<StopStep, (() => unknown)[]>();
  let stopped: Promise<void> | null = null;
  const runSteps = async (why: string) => {
    log.info({ why }, 'stopping');
    for (const step of STOP_ORDER) {
      for (const stop of parts.get(step) ?? []) await runStep(step, stop, log);
    }
  };
  return {
    onStop: (step, stop) => void parts.set(step, [...(parts.get(step) ?? []), stop]),
    stop: (why) => (stopped ??= runSteps(why)),
    stopping: () => stopped !== null,
  };
}

async function runStep(step: StopStep, stop: () => unknown, log: Log): Promise<void> {
  const late = new AbortController();
  const tooLong = sleep(STEP_LIMIT_MS[step], 'late', { signal: late.signal, ref: false }).catch(
    () => 'ended',
  );
  try {
    const end = await Promise.race([Promise.resolve(stop()), tooLong]);
    if (end === 'late') log.warn({ step }, 'this part did not end in time');
  } catch (error) {
    log.error({ err: error, step }, 'this part did not end cleanly');
  } finally {
    late.abort();
  }
}
