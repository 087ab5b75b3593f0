import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import { answerReadiness, type Readiness } from './health.ts';

export type Handler = (req: IncomingMessage, res: ServerResponse, next?: () => void) => void;
export type Upgrade = (req: IncomingMessage, socket: Duplex, head: Buffer) => void | Promise<void>;

/** Who takes over an upgraded socket; realtime, page events and media signalling have this shape. */
export interface UpgradeHandler {
  handleUpgrade: Upgrade;
}

export interface Http {
  server: Server;
  listen(): Promise<void>;
  /** A second door in plain http for programs of this machine, which do not know our own certificate. */
  listenInside(port: number): Promise<void>;
  /** From now on requests reach the pages; before, people are asked to wait a moment. */
  open(handler: Handler): void;
  /** No new requests; those under way may end. */
  stopAccepting(): Promise<void>;
}

export interface HttpOptions {
  config: Pick<Config, 'host' | 'port'>;
  log: Log;
  tls?: { key: string; cert: string };
  /** By the beginning of the path: '/sync/', '/live', '/rtc'. */
  upgrades: Map<string, UpgradeHandler>;
  /** Exact paths, and beginnings that end in '/'. */
  routes: Map<string, Handler>;
  readiness: () => Promise<Readiness>;
}

/** The one door: pages, probes and every upgrade come through here. */
export function createHttp(options: HttpOptions): Http {
  let pages: Handler = starting;
  const underWay = new Set<ServerResponse>();
  const answer: Handler = (req, res) => {
    const path = pathOf(req);
    underWay.add(res);
    res.once('close', () => underWay.delete(res));
    if (path === '/healthz') return plain(res, 200, 'ok\n');
    if (path === '/readyz') return void answerReadiness(res, options.readiness);
    const route = options.routes.get(path) ?? byPrefix(options.routes, path);
    (route ?? pages)(req, res);
  };
  const server = options.tls ? createSecureServer(options.tls, answer) : createServer(answer);
  // A phone that goes out of reach sends nothing more; do not keep its half request.
  server.requestTimeout = 120_000;
  server.on('upgrade', (req, socket, head) => dispatchUpgrade(options, req, socket, head));
  server.on('clientError', (_error, socket) => socket.destroy());
  const inside = createServer(answer);
  return {
    server,
    listen: () => listen(server, options.config),
    listenInside: (port) => listen(inside, { host: '127.0.0.1', port }),
    open: (handler) => (pages = handler),
    stopAccepting: async () => {
      await Promise.all([stopAccepting(server, underWay), stopAccepting(inside, underWay)]);
    },
  };
}

const UPGRADES_OF_VITE = 'vite-hmr';

function dispatchUpgrade(options: HttpOptions, req: IncomingMessage, socket: Duplex, head: Buffer): void {
  // Without a listener a reset of this socket would end the process.
  socket.on('error', () => socket.destroy());
  const path = pathOf(req);
  if (req.headers['sec-websocket-protocol'] === UPGRADES_OF_VITE) return;
  const target = byPrefix(options.upgrades, path);
  if (!target) return refuseUpgrade(socket, 404, 'Not Found');
  Promise.resolve(target.handleUpgrade(req, socket, head)).catch((error: unknown) => {
    options.log.error({ err: error, path: firstPart(path) }, 'an upgrade failed');
    socket.destroy();
  });
}

/** Answers an upgrade that nobody takes, completely, and closes. */
export function refuseUpgrade(socket: Duplex, status: number, words: string): void {
  socket.end(`HTTP/1.1 ${status} ${words}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** The path alone: what stands after `?` may be a token and is never looked at or logged here. */
export function pathOf(req: IncomingMessage): string {
  return (req.url ?? '/').split('?', 1)[0] ?? '/';
}

function firstPart(path: string): string {
  return path.split('/')[1] ?? '';
}

function byPrefix<T>(targets: Map<string, T>, path: string): T | undefined {
  for (const [prefix, target] of targets) {
    if (path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)) return target;
  }
  return undefined;
}

function starting(_req: IncomingMessage, res: ServerResponse): void {
  res.setHeader('retry-after', '2');
  plain(
    res,
    503,
    'Twinward is starting. Please try again in a moment.\nTwinward démarre. Veuillez réessayer dans un instant.\n',
  );
}

/** A short answer in plain text. */
export function plain(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  res.end(text);
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explainListenError(error, host, port)));
    server.listen({ host, port }, () => resolve());
  });
}

function explainListenError(error: Error, host: string, port: number): Error {
  const code = 'code' in error ? error.code : '';
  if (code === 'EADDRINUSE') {
    return new Error(
      `Port ${port} is taken by another program. End it, or choose another: PORT=${port + 1} npm start`,
    );
  }
  if (code === 'EACCES') {
    return new Error(`Port ${port} needs administrator rights. Choose one from 1024 on: PORT=3000 npm start`);
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new Error(
      `HOST=${host} is not an address of this machine. Use 0.0.0.0 for all, localhost for this machine only.`,
    );
  }
  return error;
}

const END_REQUESTS_MS = 3_000;

// Upgraded sockets are told in the next step; `close` alone would wait for them.
function stopAccepting(server: Server, underWay: ReadonlySet<ServerResponse>): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close();
    server.closeIdleConnections();
    const begun = performance.now();
    const look = () => {
      if (underWay.size > 0 && performance.now() - begun < END_REQUESTS_MS) return void setTimeout(look, 20);
      server.closeAllConnections();
      resolve();
    };
    look();
  });
}
