// Loaded into the product before anything else: remembers what it asks of the database, until somebody takes it.
import pg from 'pg';

export interface Asked {
  text: string;
  values: unknown[];
}

let asked: Asked[] = [];
const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;

pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const [first, second] = args;
  const config = first as { text?: string; values?: unknown[] };
  const text = typeof first === 'string' ? first : config?.text;
  const values = Array.isArray(second) ? (second as unknown[]) : config?.values;
  // The worker looks for jobs by itself; that belongs to no page.
  if (text && !text.includes('graphile_worker')) asked.push({ text, values: values ?? [] });
  return query.apply(this, args);
} as typeof pg.Client.prototype.query;

process.on('message', (message) => {
  if (message !== 'take') return;
  process.send?.(asked);
  asked = [];
});
