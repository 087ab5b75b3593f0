// Our realtime server alone, as the bench starts it: the product's own code with a door that lets everybody in. A visitor's cookie is
// their person's id.
import http from 'node:http';
import { openDatabase } from '../../../server/db/database.ts';
import { createRealtime } from '../../../server/realtime/realtime.ts';
import { defaultLimits } from '../../../server/realtime/limits.ts';

const { pool } = openDatabase(process.env['DATABASE_URL']!, { max: 10 });
const log = {
  warn: (details: object, message: string) => console.error(message, details),
  error: (details: object, message: string) => console.error(message, details),
};
// The peers have no limits of pace; storms are what is measured here.
const unbounded = { updatesPerSecond: 1e9, updatesBurst: 1e9, bytesPerSecond: 1e12, bytesBurst: 1e12 };
// In the product the projection reads what was written and then lets it be compacted. Here it only says that it has read.
const unread = new Set<string>();
setInterval(() => void readOn(), 2000).unref();

/** One document at a time, as the projection does: a statement over all of them would hold up every commit. */
async function readOn(): Promise<void> {
  for (const id of [...unread]) {
    unread.delete(id);
    await pool
      .query('UPDATE document SET projected_seq = seq WHERE id = $1 AND projected_seq < seq', [id])
      .catch(() => unread.add(id));
  }
}
const realtime = createRealtime({
  pool,
  onCommitted: (documentId) => unread.add(documentId),
  log,
  clock: { now: () => new Date() },
  allowedOrigin: () => true,
  authorise: async (req) => {
    const personId = req.headers.cookie ?? '';
    const identity = {
      personId,
      name: 'Somebody',
      institutionId: null,
      institution: 'Gihara',
      role: 'staff',
      twin: 'a',
    };
    return {
      ok: true,
      personId,
      authSessionId: personId,
      identity: identity as never,
      canEdit: true,
      expiresAt: new Date('2040-01-01'),
    };
  },
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
