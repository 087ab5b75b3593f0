import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { plain, type Handler } from './http.ts';

export interface Metrics {
  registry: Registry;
  /** Answers /metrics to whoever has the token; without a configured token the page does not exist. */
  route: Handler;
  /** Counts requests and their time by method and status, never by path or person. */
  observe(handler: Handler): Handler;
}

/** What is counted for the watcher of the machine. */
export function createMetrics(token: string | null): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'twinward_http_request_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames: ['method', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  });
  return {
    registry,
    route: (req, res) => void answer(registry, token, req, res),
    observe: (handler) => (req, res, next) => {
      const end = requests.startTimer({ method: req.method ?? 'GET' });
      res.once('close', () => end({ status: String(res.statusCode) }));
      handler(req, res, next);
    },
  };
}

async function answer(registry: Registry, token: string | null, req: IncomingMessage, res: ServerResponse) {
  if (token === null) return plain(res, 404, 'Not found\n');
  if (!sameText(req.headers.authorization ?? '', `Bearer ${token}`)) {
    res.setHeader('www-authenticate', 'Bearer');
    return plain(res, 401, 'This page needs the METRICS_TOKEN as bearer token.\n');
  }
  res.writeHead(200, { 'content-type': registry.contentType });
  res.end(await registry.metrics());
}

// Hashed first, so that the comparison takes the same time whatever the length.
function sameText(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
