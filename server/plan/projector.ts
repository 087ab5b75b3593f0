import type pg from 'pg';
import type { Database } from '../db/database.ts';
import { projectDocument } from './projection.ts';

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
  /** Told after the rows are there. */
  onProjected?: (documentId: string) => Promise<void> | void;
}

/**
 * Keeps `plan_card` and `plan_change` within two seconds of the documents. The realtime server rings `touched`; at the
 * start, whatever a stopped server left unread is read.
 */
export function createProjector({
  db,
  pool,
  log,
  quietMs = 400,
  latestMs = 1500,
  askMs = 30_000,
  onProjected,
}: ProjectorOptions) {
  const waiting = new Map<string, { since: number; timer: NodeJS.Timeout }>();
  const running = new Map<string, Promise<void>>();
  const asking = setInterval(() => {
    readBehind().catch((error: unknown) =>
      log.error({ error: String(error) }, 'unread plans were not found'),
    );
  }, askMs).unref();
  let stopped = false;

  /** A document has something new in its log. */
  function touched(documentId: string): void {
    if (stopped) return;
    const known = waiting.get(documentId);
    if (known) clearTimeout(known.timer);
    const since = known?.since ?? performance.now();
    const wait = Math.max(0, Math.min(quietMs, since + latestMs - performance.now()));
    waiting.set(documentId, { since, timer: setTimeout(() => void run(documentId), wait) });
  }

  function run(documentId: string): Promise<void> {
    const known = waiting.get(documentId);
    if (known) clearTimeout(known.timer);
    waiting.delete(documentId);
    const before = running.get(documentId) ?? Promise.resolve();
    const mine: Promise<void> = before
      .then(async () => {
        if (await projectDocument(db, pool, documentId)) await onProjected?.(documentId);
      })
      .catch((error: unknown) =>
        log.error({ documentId, error: String(error) }, 'a plan could not be projected'),
      )
      .finally(() => {
        if (running.get(documentId) === mine) running.delete(documentId);
      });
    running.set(documentId, mine);
    return mine;
  }

  async function readBehind(): Promise<void> {
    for (const { id } of await behind(db)) if (!stopped && !waiting.has(id)) await run(id);
  }

  return {
    touched,
    /** Reads what a stopped server left. */
    start: readBehind,
    /** Reads everything that waits, now. */
    async flush(): Promise<void> {
      for (const id of [...waiting.keys()]) void run(id);
      await Promise.all(running.values());
    },
    async stop(): Promise<void> {
      clearInterval(asking);
      await this.flush();
      stopped = true;
    },
  };
}
export type Projector = ReturnType<typeof createProjector>;

const behind = (db: Database) =>
  db.selectFrom('document').whereRef('seq', '>', 'projected_seq').select('id').execute();
