import fs from 'node:fs';
import path from 'node:path';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { findLivekit } from './livekit-binary.ts';
import { writeLivekitConfig } from './livekit-config.ts';
import { freePort } from './ports.ts';
import { supervise, type Supervised } from './supervised.ts';

export type MediaState =
  | { kind: 'preparing'; detail: string; progress?: number }
  | { kind: 'ready' }
  | { kind: 'unavailable'; reason: string };

export interface MediaServer {
  state(): MediaState;
  /** Calls back at every change of state; returns how to end that. */
  onChange(listener: (state: MediaState) => void): () => void;
  /** Where our server reaches it; browsers come through `/rtc` on our own address. */
  internalUrl: string;
  apiKey: string;
  apiSecret: string;
  stop(): Promise<void>;
}

export interface LivekitOptions {
  config: Pick<Config, 'livekit' | 'livekitNodeIp' | 'secrets'>;
  log: Log;
  cacheDir: string;
  dataDir: string;
  /** Of our own server; LiveKit tells who came and went. */
  webhookUrl: string;
}

/** Uses the configured LiveKit server, or finds, makes and keeps running one. Returns before it is ready. */
export async function startLivekit(options: LivekitOptions): Promise<MediaServer> {
  const given = options.config.livekit;
  if (given) return givenServer(given, options.log);
  return ownServer(options);
}

function stateHolder(log: Log) {
  let current: MediaState = { kind: 'preparing', detail: 'Looking for the call server.' };
  const listeners = new Set<(state: MediaState) => void>();
  return {
    state: () => current,
    onChange(listener: (state: MediaState) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(next: MediaState) {
      if (next.kind !== current.kind) log.info({ part: 'media', ...next }, 'media server');
      current = next;
      for (const listener of listeners) listener(next);
    },
  };
}

async function ownServer(options: LivekitOptions): Promise<MediaServer> {
  const { log, config, dataDir } = options;
  const holder = stateHolder(log);
  const abort = new AbortController();
  const settings = await chooseSettings(options);
  const internalUrl = `http://127.0.0.1:${settings.port}`;
  let child: Supervised | null = null;
  const run = async () => {
    const found = await findLivekit(
      options.cacheDir,
      (p) => holder.set({ kind: 'preparing', ...p }),
      abort.signal,
    );
    if (abort.signal.aborted) return;
    if ('reason' in found) return holder.set({ kind: 'unavailable', reason: found.reason });
    fs.mkdirSync(dataDir, { recursive: true });
    const file = path.join(dataDir, 'livekit.json');
    writeLivekitConfig(file, settings);
    child = supervise({
      command: found.binary,
      args: ['--config', file],
      pidFile: path.join(dataDir, 'livekit.pid'),
      mark: file,
      isUp: () => answersHttp(internalUrl),
      onUp: () => holder.set({ kind: 'ready' }),
      onDown: (why) => holder.set({ kind: 'preparing', detail: `The call server starts again: ${why}.` }),
    });
  };
  const preparing = run().catch((error: unknown) => {
    if (!abort.signal.aborted) holder.set({ kind: 'unavailable', reason: reasonOf(error) });
  });
  return {
    state: holder.state,
    onChange: holder.onChange,
    internalUrl,
    apiKey: config.secrets.livekitKey,
    apiSecret: config.secrets.livekitSecret,
    async stop() {
      abort.abort();
      await preparing;
      await child?.stop();
    },
  };
}

async function chooseSettings({ config, webhookUrl }: LivekitOptions) {
  const port = await freePort(7_880);
  const tcpPort = await freePort(port + 1, ['tcp']);
  const udpPort = await freePort(tcpPort + 1, ['udp']);
  const nodeIp = config.livekitNodeIp ?? '127.0.0.1';
  return {
    ...{ port, tcpPort, udpPort, nodeIp, webhookUrl },
    apiKey: config.secrets.livekitKey,
    apiSecret: config.secrets.livekitSecret,
    loopbackOnly: nodeIp.startsWith('127.'),
  };
}

const WATCH_GIVEN_MS = 15_000;

function givenServer(given: NonNullable<Config['livekit']>, log: Log): MediaServer {
  const holder = stateHolder(log);
  const internalUrl = given.url.replace(/^ws/, 'http').replace(/\/$/, '');
  const look = async () => {
    if (await answersHttp(internalUrl)) holder.set({ kind: 'ready' });
    else holder.set({ kind: 'unavailable', reason: 'the LiveKit server at LIVEKIT_URL does not answer' });
  };
  void look();
  const timer = setInterval(() => void look(), WATCH_GIVEN_MS);
  return {
    state: holder.state,
    onChange: holder.onChange,
    internalUrl,
    apiKey: given.apiKey,
    apiSecret: given.apiSecret,
    stop: () => Promise.resolve(clearInterval(timer)),
  };
}

async function answersHttp(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
