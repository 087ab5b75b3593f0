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
export async function openPages(config: Pick<Config, 'dev' | 'origin'>, server: Server): Promise<Pages> {
  return config.dev ? developmentPages(server) : builtPages(config.origin);
}

async function builtPages(origin: string): Promise<Pages> {
  // The adapter reads both when it is loaded: forms get 403 without the one and 413 without the other.
  process.env['ORIGIN'] = origin;
  process.env['BODY_SIZE_LIMIT'] ??= BODY_LIMIT;
  const file = pathToFileURL(path.resolve('build', 'handler.js')).href;
  const { handler } = (await import(file)) as { handler: Handler };
  return { handler, close: () => Promise.resolve() };
}

async function developmentPages(server: Server): Promise<Pages> {
  const { createServer } = await import('vite');
  const vite = await createServer({ server: { middlewareMode: true, ws: { server } }, appType: 'custom' });
  return { handler: vite.middlewares as Handler, close: () => vite.close() };
}
