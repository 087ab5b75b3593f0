// Our realtime server alone, as the bench starts it: the product's own code with a door that lets everybody in. A visitor's cookie is
// their person's id.
import http from 'node:http';
import { openDatabase } from '../../../server/db/database.ts';
import { createRealtime } from '../../../server/realtime/realtime.ts';
import { defaultLimits } from '../../../server/realtime/limits.ts';
import { letEverybodyIn, readOnAfterCommits } from '../../fixtures/open-door.ts';

const url = process.env['DATABASE_URL']!;
const { pool } = openDatabase(url, { max: 10 });
const { pool: logPool } = openDatabase(url, { max: 1 });
// The product has asked its database many things before it listens.
await pool.query('SELECT 1');
const log = {
  warn: (details: object, message: string) => console.error(message, details),
  error: (details: object, message: string) => console.error(message, details),
};
// The peers have no limits of pace; storms are what is measured here.
const unbounded = {
  updatesPerSecond: 1e9,
  updatesBurst: 1e9,
  bytesPerSecond: 1e12,
  bytesBurst: 1e12,
  asksBurst: 1e9,
};
const realtime = createRealtime({
  pool,
  logPool,
  onCommitted: readOnAfterCommits(pool),
  log,
  clock: { now: () => new Date() },
  allowedOrigin: () => true,
  authorise: letEverybodyIn,
  limits: {
    ...defaultLimits,
    ...unbounded,
    connectionsPerDocument: 5000,
    connectionsPerPersonAndDocument: 5000,
  },
});
const server = http.createServer((_req, res) => res.end('ready'));
server.on('upgrade', (req, socket, head) => void realtime.upgrade(req, socket, head));
server.listen(Number(process.env['PORT']), '127.0.0.1');
process.on('SIGTERM', () => void realtime.close().then(() => process.exit(0)));
