import { Redis } from 'ioredis';
import type { Bus } from './nodes.ts';

/** What may wait in front of a Redis that does not answer; more is left out, the log is asked instead. */
const maxWaiting = 500;

/** Carries messages between nodes by publish and subscribe. Nothing here throws: a bus that is away only says nothing. */
export function openRedisBus(url: string, log: { warn(details: object, message: string): void }): Bus {
  const options = {
    enableOfflineQueue: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 3000,
    retryStrategy: (times: number) => Math.min(100 * times, 1000),
  };
  const speaker = new Redis(url, options);
  const listener = new Redis(url, options);
  let waiting = 0;
  let said = false;
  const bus: Bus = {
    onMessage: () => {},
    onReady: () => {},
    publish(channel, bytes) {
      if (speaker.status !== 'ready' || waiting >= maxWaiting) return;
      waiting++;
      const done = () => void waiting--;
      speaker.publish(channel, Buffer.from(bytes)).then(done, done);
    },
    async subscribe(channels) {
      if (channels.length === 0) return;
      await listener.subscribe(...channels).catch(() => undefined);
    },
    unsubscribe(channel) {
      if (listener.status === 'ready') listener.unsubscribe(channel).catch(() => undefined);
    },
    close() {
      // A goodbye that was just published still goes out before the line ends.
      void speaker.quit().catch(() => undefined);
      listener.disconnect();
      setTimeout(() => speaker.disconnect(), 200).unref();
    },
  };
  listener.on('messageBuffer', (channel: Buffer, bytes: Buffer) =>
    bus.onMessage(channel.toString(), new Uint8Array(bytes)),
  );
  const ready = () => {
    said = false;
    if (speaker.status === 'ready' && listener.status === 'ready') bus.onReady();
  };
  for (const line of [speaker, listener]) {
    line.on('ready', ready);
    line.on('error', (error: Error) => {
      if (!said) log.warn({ error: error.message }, 'Redis is away; the log is asked instead');
      said = true;
    });
  }
  return bus;
}
