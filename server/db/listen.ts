import pg from 'pg';
import type { Log } from '../log.ts';

export interface Listening {
  stop(): Promise<void>;
}

const RETRY_MS = 500;

/**
 * Hears NOTIFY on these channels, on a connection of its own that is made again when it breaks. What was said meanwhile
 * is lost: `onGap` is then told.
 */
export async function listenTo(
  url: string,
  channels: Record<string, (payload: string) => Promise<void> | void>,
  onGap: () => void,
  log: Log,
): Promise<Listening> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let client = await connect();

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({ connectionString: url, keepAlive: true });
    fresh.on('error', (error) => log.warn({ err: error }, 'the listening connection broke'));
    await fresh.connect();
    fresh.on('notification', ({ channel, payload = '' }) => {
      Promise.resolve(channels[channel]?.(payload)).catch((error: unknown) =>
        log.error({ err: error, channel }, 'a notice could not be handled'),
      );
    });
    for (const channel of Object.keys(channels))
      await fresh.query(`listen ${fresh.escapeIdentifier(channel)}`);
    fresh.once('end', again);
    return fresh;
  }

  function again(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      connect().then((fresh) => {
        client = fresh;
        onGap();
      }, again);
    }, RETRY_MS);
  }

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client.end().catch(() => undefined);
    },
  };
}
