import { Logger, parseCronItems, run, type TaskList } from 'graphile-worker';
import type pg from 'pg';
import * as v from 'valibot';
import { writeAccountMail } from '../auth/by-mail.ts';
import { deliver, type Gateway } from '../messaging/deliver.ts';
import type { Links } from '../messaging/links.ts';
import { timedWork, type TimedParts, type TimedWork } from './timed.ts';

export interface JobParts extends TimedParts {
  pool: pg.Pool;
  links: Links;
  origin: string;
  /** The sender of mails, `Name <address>`; who organises, for calendars. */
  from: string;
  gateway: Gateway;
  /** Work by the clock that needs a running server (the media server, the plan's projector). */
  more?: readonly TimedWork[];
}

/** Starts the worker: jobs written in transactions, and the timed work. Runs in this process, by the same database. */
export async function startJobs(parts: JobParts): Promise<{ stop(): Promise<void> }> {
  const timed = [...timedWork, ...(parts.more ?? [])];
  const runner = await run({
    pgPool: parts.pool,
    taskList: tasksOf(parts, timed),
    parsedCronItems: parseCronItems(
      timed.map((work) => ({
        task: work.name,
        match: work.when,
        identifier: work.name,
        options: { maxAttempts: 1 },
      })),
    ),
    noHandleSignals: true,
    concurrency: 2,
    logger: quietLogger(parts),
  });
  // Right after a start, what became due while the server was away is found without waiting for the minute.
  for (const work of timed)
    await runner.addJob(work.name, {}, { jobKey: `start:${work.name}`, maxAttempts: 1 });
  return { stop: () => runner.stop() };
}

const accountMail = v.object({ kind: v.picklist(['sign_in', 'password']), email: v.string() });
const toDeliver = v.object({ outboxId: v.pipe(v.string(), v.uuid()) });

function tasksOf(parts: JobParts, timed: readonly TimedWork[]): TaskList {
  const tasks: TaskList = {
    deliver: async (payload) => deliver(parts, v.parse(toDeliver, payload).outboxId),
    'account-mail': async (payload) =>
      writeAccountMail({ ...parts, tokenOf: parts.links.once }, v.parse(accountMail, payload)),
  };
  for (const work of timed)
    tasks[work.name] = async () => {
      await work.run(parts);
    };
  return tasks;
}

// The worker's own chatter stays out; its errors carry no payloads.
const quietLogger = ({ log }: JobParts) =>
  new Logger(() => (level, message) => {
    if (level === 'error' || level === 'warning') log.warn({ worker: message }, 'a job did not go through');
  });
