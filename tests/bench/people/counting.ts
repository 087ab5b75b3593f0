// Loaded into the product before anything else: remembers what each page asks of the database, until somebody takes it.
import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import pg from 'pg';

export interface Asked {
  text: string;
  values: unknown[];
}

let asked: Asked[] = [];
// What the timed work asks meanwhile belongs to no page.
const page = new AsyncLocalStorage<true>();
const emit = http.Server.prototype.emit as (this: unknown, ...args: unknown[]) => boolean;
http.Server.prototype.emit = function (this: http.Server, ...args: unknown[]) {
  return args[0] === 'request' ? page.run(true, () => emit.apply(this, args)) : emit.apply(this, args);
} as typeof http.Server.prototype.emit;

const query = pg.Client.prototype.query as (this: unknown, ...args: unknown[]) => unknown;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const [first, second] = args;
  const config = first as { text?: string; values?: unknown[] };
  const text = typeof first === 'string' ? first : config?.text;
  const values = Array.isArray(second) ? (second as unknown[]) : config?.values;
  if (text && page.getStore()) asked.push({ text, values: values ?? [] });
  return query.apply(this, args);
} as typeof pg.Client.prototype.query;

process.on('message', (message) => {
  if (message !== 'take') return;
  process.send?.(asked);
  asked = [];
});
