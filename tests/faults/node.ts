// A realtime server in a process of its own, to be hurt: the product's code with its limits and delays, and a door that lets everybody in.
import http from 'node:http';
import { openDatabase } from '../../server/db/database.ts';
import { createRealtime } from '../../server/realtime/realtime.ts';
import { openRedisBus } from '../../server/realtime/redis-bus.ts';
import { letEverybodyIn, readOnAfterCommits } from '../fixtures/open-door.ts';

const { DATABASE_URL, REDIS_URL, HOST = '127.0.0.1', PORT } = process.env;
const { pool } = openDatabase(DATABASE_URL!, { max: 10 });
// What goes wrong here is meant to; FAULTS_LOG=1 shows it.
const say = (details: object, message: string) => {
  if (process.env['FAULTS_LOG']) console.error(message, JSON.stringify(details));
};
const log = { warn: say, error: say };
const realtime = createRealtime({
  ...{ pool, log, clock: { now: () => new Date() }, onCommitted: readOnAfterCommits(pool) },
  ...{ allowedOrigin: () => true, authorise: letEverybodyIn },
  ...(REDIS_URL && { nodes: { bus: openRedisBus(REDIS_URL, log), namespace: 'faults' } }),
});
const server = http.createServer((req, res) => realtime.handle(req, res));
server.on('upgrade', (req, socket, head) => void realtime.upgrade(req, socket, head));
server.listen(Number(PORT), HOST, () => process.send?.('ready'));

process.on('message', (asked) => {
  if (asked !== 'state') return;
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const handles: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
  const { connections, documents, unsavedBytes, failures } = realtime.metrics();
  process.send?.({
    ...{ live: heapUsed + external, resident: rss, handles },
    ...{ connections, documents, unsavedBytes, failures, database: pool.totalCount },
  });
});
// Whoever hurts it is gone: so is it.
process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => void realtime.close().then(() => process.exit(0)));
