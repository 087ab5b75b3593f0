import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Server } from 'node:http';
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
  config: Pick<Config, 'dev' | 'origin' | 'mode'>,
  server: Server,
): Promise<Pages> {
  return config.dev ? developmentPages(server) : builtPages(config);
}

const PROTOCOL_HEADER = 'x-twinward-protocol';

async function builtPages({ origin, mode }: Pick<Config, 'origin' | 'mode'>): Promise<Pages> {
  // The adapter reads these when it is loaded: forms get 403 without an origin and 413 without the limit.
  process.env['BODY_SIZE_LIMIT'] ??= BODY_LIMIT;
  if (mode === 'production') process.env['ORIGIN'] = origin;
  else {
    // A laptop is reached as localhost, by its number or its name: the door that was used is the origin.
    process.env['HOST_HEADER'] = 'host';
    process.env['PROTOCOL_HEADER'] = PROTOCOL_HEADER;
  }
  const file = pathToFileURL(path.resolve('build', 'handler.js')).href;
  const { handler } = (await import(file)) as { handler: Handler };
  return { handler: withProtocol(handler), close: () => Promise.resolve() };
}

function withProtocol(handler: Handler): Handler {
  return (req, res, next) => {
    req.headers[PROTOCOL_HEADER] = 'encrypted' in req.socket ? 'https' : 'http';
    handler(req, res, next);
  };
}

async function developmentPages(server: Server): Promise<Pages> {
  const { createServer } = await import('vite');
  const vite = await createServer({ server: { middlewareMode: true, ws: { server } }, appType: 'custom' });
  return { handler: vite.middlewares as Handler, close: () => vite.close() };
}
