import compression from 'compression';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Config } from './config.ts';
import type { Handler } from './http.ts';

// A photo from a phone's camera with its form; uploads above go another way.
const BODY_LIMIT = '16M';

export interface Pages {
  handler: Handler;
  close(): Promise<void>;
}

/** The pages: the build in production, Vite on the same server in development. */
export async function openPages(
  config: Pick<Config, 'dev' | 'origin' | 'mode' | 'trustedProxies'>,
  server: Server,
): Promise<Pages> {
  return config.dev ? developmentPages(server) : builtPages(config);
}

const PROTOCOL_HEADER = 'x-twinward-protocol';

const ADDRESS_HEADER = 'x-twinward-address';

async function builtPages({
  origin,
  mode,
  trustedProxies,
}: Pick<Config, 'origin' | 'mode' | 'trustedProxies'>): Promise<Pages> {
  // The adapter reads these when it is loaded: forms get 403 without an origin and 413 without the limit.
  process.env['BODY_SIZE_LIMIT'] ??= BODY_LIMIT;
  if (mode === 'production') process.env['ORIGIN'] = origin;
  else {
    // A laptop is reached as localhost, by its number or its name: the door that was used is the origin.
    process.env['HOST_HEADER'] = 'host';
    process.env['PROTOCOL_HEADER'] = PROTOCOL_HEADER;
  }
  // Set by us on every request, so that nobody can say another's address.
  process.env['ADDRESS_HEADER'] = ADDRESS_HEADER;
  delete process.env['XFF_DEPTH'];
  const file = pathToFileURL(path.resolve('build', 'handler.js')).href;
  const { handler } = (await import(file)) as { handler: Handler };
  return { handler: withConnection(handler, trustedProxies), close: () => Promise.resolve() };
}

/** Who asks: the socket's address, or the one that the outermost of our own proxies saw. */
export function addressOf(req: IncomingMessage, trustedProxies: number): string {
  const direct = req.socket.remoteAddress ?? '';
  const forwarded = [req.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const told = trustedProxies > 0 ? forwarded.at(-trustedProxies)?.trim() : undefined;
  return told || direct;
}

/**
 * Pages and their data, by a fifth to a tenth of what they are: people pay by the megabyte. What the build has compressed already, and pictures,
 * go as they are. Nothing that a stranger can make a page repeat stands beside a secret in it, so its length tells none (docs/decisions/041).
 */
const compressed = compression() as unknown as (
  req: IncomingMessage,
  res: ServerResponse,
  next: () => void,
) => void;

function withConnection(handler: Handler, trustedProxies: number): Handler {
  return (req, res, next) => {
    req.headers[ADDRESS_HEADER] = addressOf(req, trustedProxies);
    req.headers[PROTOCOL_HEADER] = 'encrypted' in req.socket ? 'https' : 'http';
    compressed(req, res, () => handler(req, res, next));
  };
}

async function developmentPages(server: Server): Promise<Pages> {
  const { createServer } = await import('vite');
  const vite = await createServer({ server: { middlewareMode: true, ws: { server } }, appType: 'custom' });
  return { handler: vite.middlewares as Handler, close: () => vite.close() };
}
