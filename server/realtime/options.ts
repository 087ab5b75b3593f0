import type { IncomingMessage } from 'node:http';
import type pg from 'pg';
import type { Limits } from './limits.ts';
import type { Bus } from './nodes.ts';
import type { Authorise } from './rights.ts';

/** What the realtime server is given; everything from `limits` on has a good value of its own. */
export interface RealtimeOptions {
  pool: pg.Pool;
  /** One connection for the log alone: no page that asks much may keep words from being saved. `pool` when not given. */
  logPool?: pg.Pool;
  clock: { now(): Date };
  log: { warn(details: object, message: string): void; error(details: object, message: string): void };
  authorise: Authorise;
  allowedOrigin: (req: IncomingMessage) => boolean;
  /** What tells the sign-in behind a request from another; the whole cookie header when not given. */
  signInOf?: (req: IncomingMessage) => string;
  /** Told after each commit: the projection's bell. */
  onCommitted?: (documentId: string) => void;
  /** How long each commit took. */
  commitSeconds?: (seconds: number) => void;
  /** To the other nodes on the same database; without it this is the only one. */
  nodes?: { bus: Bus; namespace: string; beatMs?: number; deadMs?: number };
  limits?: Partial<Limits>;
  awarenessMs?: number;
  heartbeatMs?: number;
  /** How long a document stays in memory after its last reader. */
  idleMs?: number;
  /** Log rows of a document after which it is compacted. */
  compactAfter?: number;
}
