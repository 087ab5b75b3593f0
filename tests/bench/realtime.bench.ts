// How long until another browser sees what one wrote (and it is on disk), on loopback: npm run bench -- realtime
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type * as Y from 'yjs';
import { openDatabase } from '../../server/db/database.ts';
import { migrate } from '../../server/db/migrate.ts';
import { startPostgres } from '../../server/embedded/postgres.ts';
import { makeRoomWithPlan, startRealtime, stockClient } from '../fixtures/realtime.ts';
import { printTable } from './table.ts';

const seconds = 8;
const editsPerSecond = 5;
const shapes = [
  { documents: 1, people: 2 },
  { documents: 5, people: 4 },
  { documents: 10, people: 8 },
];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-bench-'));
fs.chmodSync(folder, 0o755);
const postgres = await startPostgres({
  folder: path.join(folder, 'postgres'),
  password: 'bench',
  portFrom: 4260,
});
const { pool, kysely } = openDatabase(postgres.url, { max: 10 });
await migrate(kysely, postgres.url);
const rows = [];
for (const shape of shapes) rows.push(await measure(shape));
printTable(
  ['documents', 'people in each', 'edits', 'deliveries', 'p50 ms', 'p99 ms', 'edits a commit'],
  rows,
);
await kysely.destroy();
await postgres.stop();
fs.rmSync(folder, { recursive: true, force: true });
process.exit(0);

async function measure({ documents, people }: { documents: number; people: number }) {
  const server = await startRealtime(pool, { clock: { now: () => new Date() } });
  const latencies: number[] = [];
  const writers: (() => void)[] = [];
  const clients: ReturnType<typeof stockClient>[] = [];
  for (let d = 0; d < documents; d++) {
    const room = await makeRoomWithPlan(kysely);
    for (let p = 0; p < people; p++) {
      const cookie = `${d} ${p}`;
      server.visitors.set(cookie, {
        personId: room.odette,
        authSessionId: cookie,
        name: cookie,
        canEdit: true,
      });
      const client = stockClient(server.url, room.documentId, cookie);
      clients.push(client);
      writers.push(typist(client.doc, `${cookie} `, latencies));
    }
  }
  await Promise.all(clients.map((client) => client.synced));
  const before = server.realtime.metrics();
  let edits = 0;
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    for (const write of writers) {
      write();
      edits++;
      await sleep((1000 / editsPerSecond / writers.length) * Math.random() * 2);
    }
  }
  await sleep(500);
  const after = server.realtime.metrics();
  for (const client of clients) client.stop();
  await server.stop();
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
  const perCommit = (after.committed - before.committed) / Math.max(1, after.commits - before.commits);
  return [documents, people, edits, sorted.length, at(0.5), at(0.99), perCommit.toFixed(2)];
}

/** Writes its moment into the document, and notes when the moments of others arrive. One process, one clock. */
function typist(doc: Y.Doc, name: string, latencies: number[]): () => void {
  const moments = doc.getMap<number>('bench');
  let n = 0;
  moments.observe((event) => {
    if (event.transaction.local) return;
    for (const key of event.keysChanged) latencies.push(performance.now() - moments.get(key)!);
  });
  return () => void moments.set(`${name}${n++}`, performance.now());
}
