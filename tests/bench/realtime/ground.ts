import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import * as Y from 'yjs';
import { openDatabase, type Database } from '../../../server/db/database.ts';
import { migrate } from '../../../server/db/migrate.ts';
import { startPostgres } from '../../../server/embedded/postgres.ts';
import { isRunning } from '../../../server/embedded/processes.ts';
import { makeRoomWithPlan } from '../../fixtures/realtime.ts';
import { killTree } from './processes.ts';

export interface GroundOptions {
  /** Where it lies; made in the system's temporary folder, and removed at the end, when not given. */
  folder?: string;
  portFrom?: number;
  settings?: Record<string, string>;
  /** Told of each Postgres that was started. */
  started?: (pid: number) => void;
}

/** A Postgres of its own, that may be hurt (the embedded one with the product's settings, so synced to disk), and who and what is in it. */
export async function openGround(options: GroundOptions = {}) {
  const { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-ground-')), portFrom = 4260 } = options;
  fs.chmodSync(folder, 0o755);
  const start = async () => {
    const started = await startPostgres({
      ...{ folder: path.join(folder, 'postgres'), password: 'bench', portFrom },
      settings: options.settings ?? {},
    });
    options.started?.(started.pid);
    return started;
  };
  let postgres = await start();
  const { kysely, pool } = openDatabase(postgres.url, { max: 2 });
  await migrate(kysely, postgres.url);
  const first = await makeRoomWithPlan(kysely);
  return {
    url: postgres.url,
    pool,
    get pid() {
      return postgres.pid;
    },
    killPostgres: () => killTree(postgres.pid),
    /** After it ended; its address is the same. */
    async restartPostgres() {
      const { url, pid } = postgres;
      while (isRunning(pid, 'postgres')) await sleep(20);
      postgres = await start();
      if (postgres.url !== url) throw new Error('Postgres came back elsewhere');
    },
    people: await makePeople(kysely, 400),
    /** Which Postgres, and how sure it makes that what it has written stays. */
    async version(): Promise<string> {
      const { rows } = await sql<{ words: string }>`
        SELECT format('Postgres %s, fsync %s, synchronous_commit %s, shared_buffers %s', current_setting('server_version'),
          current_setting('fsync'), current_setting('synchronous_commit'), current_setting('shared_buffers')) AS words`.execute(
        kysely,
      );
      return rows[0]!.words;
    },
    /** So many fresh documents, each with this content. */
    documents: (count: number, merged = Y.encodeStateAsUpdate(new Y.Doc())) =>
      makeDocuments(kysely, first.roomId, count, merged),
    close: async () => {
      await kysely.destroy();
      await postgres.stop();
      if (!options.folder) fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Ground = Awaited<ReturnType<typeof openGround>>;

async function makePeople(db: Database, count: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO person (id, name, email, lang, zone, created_at)
    SELECT gen_random_uuid(), 'Writer ' || n, 'writer' || n || '@example.org', 'en', 'UTC', '2026-11-23'
    FROM generate_series(1, ${count}::int) AS n RETURNING id`.execute(db);
  return rows.map(({ id }) => id);
}

async function makeDocuments(
  db: Database,
  likeRoom: string,
  count: number,
  merged: Uint8Array,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    WITH made AS (
      INSERT INTO room (id, network_id, twinning_id, name, lang, zone, created_at)
      SELECT gen_random_uuid(), network_id, twinning_id, 'Room ' || n, lang, zone, created_at
      FROM room, generate_series(1, ${count}::int) AS n WHERE id = ${likeRoom} RETURNING id)
    INSERT INTO document (id, room_id, kind, merged, created_at)
    SELECT gen_random_uuid(), id, 'plan', ${Buffer.from(merged)}, '2026-11-23' FROM made RETURNING id`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}
