import net from 'node:net';
import dgram from 'node:dgram';

// Above this, Linux and browsers take ports for their own connections, and one may be gone a moment later.
const FIRST_EPHEMERAL = 32_768;

/** The first free port from `from` on, for every protocol asked for, below the ones browsers use themselves. */
export async function freePort(
  from: number,
  protocols: readonly ('tcp' | 'udp')[] = ['tcp'],
  taken: ReadonlySet<number> = new Set(),
): Promise<number> {
  for (let port = from; port < FIRST_EPHEMERAL; port++) {
    if (taken.has(port)) continue;
    const answers = await Promise.all(protocols.map((p) => (p === 'tcp' ? tcpFree(port) : udpFree(port))));
    if (answers.every(Boolean)) return port;
  }
  throw new Error(`No free port from ${from} to ${FIRST_EPHEMERAL - 1}.`);
}

function tcpFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '0.0.0.0', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function udpFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind({ port, address: '0.0.0.0', exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

/** Whether something answers on this port of this machine. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.setTimeout(1_000, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
