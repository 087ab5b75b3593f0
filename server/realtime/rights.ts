import type { IncomingMessage } from 'node:http';
import type pg from 'pg';
import type { PresenceIdentity } from '#domain/sync/messages.ts';

export interface Rights {
  ok: true;
  personId: string;
  authSessionId: string;
  identity: PresenceIdentity;
  canEdit: boolean;
  /** When the sign-in ends by itself. */
  expiresAt: Date;
}
export type Refusal = { ok: false; code: 4401 | 4403 | 4404 };
/** Asks who is behind a request and what they may do with a document. */
export type Authorise = (req: IncomingMessage, documentId: string) => Promise<Rights | Refusal>;

/** Whose rights changed; every field given must fit. */
export interface RightsChange {
  personId?: string;
  authSessionId?: string;
  roomId?: string;
}

export const concerns = (change: RightsChange, of: Required<RightsChange>): boolean =>
  (change.personId === undefined || change.personId === of.personId) &&
  (change.authSessionId === undefined || change.authSessionId === of.authSessionId) &&
  (change.roomId === undefined || change.roomId === of.roomId);

const retryMs = 500;

/**
 * Hears `NOTIFY rights`. When its connection breaks, notices may have been missed: `onChange` is then called with
 * an empty change, which concerns everybody.
 */
export function listenForRights(pool: pg.Pool, onChange: (change: RightsChange) => void) {
  let client: pg.PoolClient | null = null;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;

  async function connect(again: boolean): Promise<void> {
    try {
      const fresh = await pool.connect();
      if (stopped) return fresh.release();
      client = fresh;
      fresh.on('error', lost);
      fresh.on('end', lost);
      fresh.on('notification', (notice) => {
        if (notice.channel === 'rights') onChange(parse(notice.payload));
      });
      await fresh.query('LISTEN rights');
      if (again) onChange({});
    } catch {
      lost();
    }
  }

  function lost(): void {
    const old = client;
    client = null;
    if (old) {
      old.removeAllListeners('notification');
      old.release(true);
    }
    if (stopped || timer) return;
    timer = setTimeout(() => {
      timer = null;
      void connect(true);
    }, retryMs);
  }

  const ready = connect(false);
  return {
    ready,
    stop: async (): Promise<void> => {
      stopped = true;
      if (timer) clearTimeout(timer);
      await ready;
      const old = client;
      client = null;
      old?.release(true);
    },
  };
}

/** An unreadable notice concerns everybody: asking once too often is harmless. */
function parse(payload: string | undefined): RightsChange {
  try {
    const value: unknown = JSON.parse(payload ?? '{}');
    return value !== null && typeof value === 'object' ? (value as RightsChange) : {};
  } catch {
    return {};
  }
}
