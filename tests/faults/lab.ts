import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import type { AddressInfo } from 'node:net';

/** A place for one server, behind two cables: one to what it stands on, one to its people. */
export interface Lab {
  /** Network namespace that the server runs in. */
  namespace: string;
  /** Where it listens for its people. */
  host: string;
  /** The same address as seen from inside, for something that listens on this machine's loopback. */
  reach(url: string): Promise<string>;
  pull(cable: Cable): void;
  plug(cable: Cable): void;
  close(): void;
}
export type Cable = 'storage' | 'people';

/** Addresses that exist only between the two ends of each cable. */
const cables: Record<Cable, { subnet: string; here: string; there: string }> = {
  storage: { subnet: '10.213.77.0', here: '10.213.77.1', there: '10.213.77.2' },
  people: { subnet: '10.213.77.4', here: '10.213.77.5', there: '10.213.77.6' },
};

/** Makes a network namespace with two cables. Throws, in words for a person, what is missing for that. */
export function openLab(): Lab {
  if (process.getuid?.() !== 0 || process.platform !== 'linux')
    throw new Error('network namespaces can be made by root on Linux only: sudo npm run faults -- network');
  installIproute();
  const namespace = `twinward-${process.pid}`;
  const nameOf = (cable: Cable, end: 'a' | 'b') => `tw${cable[0]}${end}${process.pid % 1_000_000}`;
  const forwards: net.Server[] = [];
  ip('netns', 'add', namespace);
  try {
    ip('-n', namespace, 'link', 'set', 'lo', 'up');
    for (const cable of ['storage', 'people'] as const) {
      const [a, b] = [nameOf(cable, 'a'), nameOf(cable, 'b')];
      ip('link', 'add', a, 'type', 'veth', 'peer', 'name', b, 'netns', namespace);
      ip('addr', 'add', `${cables[cable].here}/30`, 'dev', a);
      ip('link', 'set', a, 'up');
      // A pulled cable leads nowhere, and not to this machine's gateway.
      ip('route', 'add', 'unreachable', `${cables[cable].subnet}/30`, 'metric', '4096');
      ip('-n', namespace, 'addr', 'add', `${cables[cable].there}/30`, 'dev', b);
      ip('-n', namespace, 'link', 'set', b, 'up');
    }
  } catch (error) {
    ip('netns', 'del', namespace);
    throw error;
  }
  return {
    namespace,
    host: cables.people.there,
    async reach(url) {
      const to = new URL(url);
      const server = await forward(cables.storage.here, Number(to.port));
      forwards.push(server);
      to.host = `${cables.storage.here}:${(server.address() as AddressInfo).port}`;
      return to.href;
    },
    pull: (cable) => ip('link', 'set', nameOf(cable, 'a'), 'down'),
    plug: (cable) => ip('link', 'set', nameOf(cable, 'a'), 'up'),
    close() {
      for (const server of forwards) server.close();
      // The ends of its cables go with it.
      ip('netns', 'del', namespace);
      for (const { subnet } of Object.values(cables)) ip('route', 'del', 'unreachable', `${subnet}/30`);
    },
  };
}

/** Carries bytes to a port of this machine's loopback, where Postgres and Redis listen. */
async function forward(host: string, port: number): Promise<net.Server> {
  const server = net.createServer({ noDelay: true }, (from) => {
    const to = net.connect({ port, host: '127.0.0.1', noDelay: true });
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  return server;
}

function ip(...words: string[]): void {
  const { status, stderr, error } = spawnSync('ip', words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${error?.message ?? stderr.trim()}`);
}

function installIproute(): void {
  if (spawnSync('ip', ['-V']).status === 0 || !fs.existsSync('/usr/bin/apt-get')) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'iproute2'], {
    stdio: 'inherit',
    env,
  });
}
