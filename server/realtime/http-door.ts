import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { closeCode, type CloseCode } from '#domain/sync/close-codes.ts';
import { answerClosed, HttpLine } from './http-line.ts';

export interface HttpDoorOptions {
  allowedOrigin: (req: IncomingMessage) => boolean;
  /** Bytes of one request. */
  bodyBytes: number;
  /** Opens a connection over this line, or says why not. */
  open: (req: IncomingMessage, line: HttpLine) => Promise<CloseCode | null>;
}

/**
 * `/sync/<document>` without a websocket. A POST opens a line and answers its secret name; with that name in the header `sync-line`, POST brings
 * messages, GET asks for news and DELETE ends it. See README.md.
 */
export function createHttpDoor({ allowedOrigin, bodyBytes, open }: HttpDoorOptions) {
  const lines = new Map<string, HttpLine>();

  async function openLine(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const line = new HttpLine();
    const refusal = await open(req, line);
    if (refusal !== null) {
      line.end();
      return answerClosed(res, refusal);
    }
    const name = randomBytes(32).toString('base64url');
    lines.set(name, line);
    line.onGone = () => lines.delete(name);
    res.writeHead(201, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    res.end(JSON.stringify({ line: name }));
  }

  async function talk(req: IncomingMessage, res: ServerResponse, line: HttpLine): Promise<void> {
    const query = new URL(req.url ?? '/', 'http://sync').searchParams;
    if (req.method === 'GET') return line.ask(numbered(query.get('after')), res);
    if (req.method === 'DELETE') line.end();
    else await bring(req, line, numbered(query.get('first')));
    if (line.closedWith !== null && req.method !== 'DELETE') return answerClosed(res, line.closedWith);
    res.writeHead(204, { 'cache-control': 'no-store' });
    res.end();
  }

  async function bring(req: IncomingMessage, line: HttpLine, first: number): Promise<void> {
    const body = await bodyOf(req, bodyBytes);
    if (body === null) return line.close(closeCode.tooLarge);
    try {
      // Messages that are missing can only come anew: the client opens another line and says what it has.
      if (!line.take(first, body)) line.close(closeCode.tryAgain);
    } catch {
      line.close(closeCode.malformed);
    }
  }

  return async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const name = req.headers['sync-line'];
    const line = typeof name === 'string' ? lines.get(name) : undefined;
    if (!['GET', 'POST', 'DELETE'].includes(req.method ?? '')) return status(res, 405);
    if (req.method !== 'GET' && !allowedOrigin(req)) return status(res, 403);
    if (line) return talk(req, res, line);
    // A line that this process does not know: it restarted, or a balancer led elsewhere.
    if (name !== undefined || req.method !== 'POST') return answerClosed(res, closeCode.tryAgain);
    return openLine(req, res);
  };
}

const status = (res: ServerResponse, code: number): void => void res.writeHead(code).end();

/** A count from the address; what is none begins at the beginning, where repeating is harmless. */
const numbered = (value: string | null): number => (/^\d{1,15}$/.test(value ?? '') ? Number(value) : 0);

async function bodyOf(req: IncomingMessage, limit: number): Promise<Uint8Array | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes <= limit) parts.push(part);
  }
  return bytes > limit ? null : new Uint8Array(Buffer.concat(parts));
}
