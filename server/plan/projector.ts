import type pg from 'pg';
import type { Database } from '../db/database.ts';
import { createThread, Unfinished } from '../thread.ts';
import { projectDocument } from './projection.ts';
import type { Reading, Unread } from './reading.ts';
import { createResting, createTurns } from './turns.ts';

export interface ProjectorOptions {
  db: Database;
  pool: pg.Pool;
  log: { error(details: object, message: string): void };
  /** A document is read when it has been quiet for so long, */
  quietMs?: number;
  /** but at the latest so long after its first change. */
  latestMs?: number;
  /** So often it is asked what nobody has read: another node may have ended before it read what it had saved. */
  askMs?: number;
  /** A plan that takes longer to read has been made to: its rows stay as they are, and for a while nobody tries again. */
  readMs?: number;
}

/**
 * Keeps `plan_card` and `plan_change` within two seconds of the documents. The realtime server rings `touched`; at the
 * start, whatever a stopped server left unread is read.
 */
export function createProjector(options: ProjectorOptions) {
  const { db, pool, log, quietMs = 400, latestMs = 1500, askMs = 30_000, readMs } = options;
  const thread = readingThread(readMs);
  const resting = createResting(10 * 60_000);
  const waiting = new Map<string, { since: number; timer: NodeJS.Timeout }>();
  const turns = createTurns();
  const asking = setInterval(start, askMs).unref();
  let catchingUp: Promise<void> | null = null;
  let stopped = false;

  /** A document has something new in its log. */
  function touched(documentId: string): void {
    if (stopped || resting.has(documentId)) return;
    const known = waiting.get(documentId);
    clearTimeout(known?.timer);
    const since = known?.since ?? performance.now();
    const wait = Math.max(0, Math.min(quietMs, since + latestMs - performance.now()));
    waiting.set(documentId, { since, timer: setTimeout(() => void run(documentId), wait) });
  }

  function run(documentId: string): Promise<void> {
    clearTimeout(waiting.get(documentId)?.timer);
    waiting.delete(documentId);
    return turns.take(documentId, () => readOne(documentId));
  }

  async function readOne(documentId: string): Promise<void> {
    try {
      await projectDocument(db, pool, thread.ask, documentId);
    } catch (error) {
      if (error instanceof Unfinished) resting.add(documentId);
      log.error({ documentId, error: String(error) }, 'a plan could not be projected');
    }
  }

  async function readBehind(): Promise<void> {
    const isFree = (id: string) => !stopped && !waiting.has(id) && !resting.has(id);
    for (const { id } of await behind(db)) if (isFree(id)) await run(id);
  }

  function start(): void {
    catchingUp ??= readBehind()
      .catch((error: unknown) => log.error({ error: String(error) }, 'unread plans were not found'))
      .finally(() => (catchingUp = null));
  }

  return {
    touched,
    /** Begins to read what a stopped server left; nobody has to wait for it. */
    start,
    /** Reads everything that waits, now. */
    async flush(): Promise<void> {
      for (const id of [...waiting.keys()]) void run(id);
      await turns.over();
    },
    async stop(): Promise<void> {
      clearInterval(asking);
      await this.flush();
      stopped = true;
      await catchingUp;
      await thread.close();
    },
  };
}
export type Projector = ReturnType<typeof createProjector>;

const readingThread = (ms = 10_000) =>
  createThread<Unread, Reading>(new URL('./read-worker.ts', import.meta.url), {
    ms,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });

const behind = (db: Database) =>
  db.selectFrom('document').whereRef('seq', '>', 'projected_seq').select('id').execute();
