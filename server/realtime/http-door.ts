import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { closeCode, type CloseCode } from '#domain/sync/close-codes.ts';
import { answerClosed, HttpLine } from './http-line.ts';
import { documentOf } from './rights.ts';

export interface HttpDoorOptions {
  allowedOrigin: (req: IncomingMessage) => boolean;
  /** The sign-in behind a request: a line belongs to the one that opened it. */
  signInOf: (req: IncomingMessage) => string;
  /** Bytes of one request. */
  bodyBytes: number;
  /** Opens a connection over this line, or says why not. */
  open: (req: IncomingMessage, line: HttpLine) => Promise<CloseCode | null>;
}

/** Ended lines of which it is known why they ended. */
const remembered = 5_000;

interface Held {
  line: HttpLine;
  documentId: string;
  signIn: string;
  /** The request that brings messages: one at a time, a newer one ends an older one. */
  bringing: IncomingMessage | null;
}

/**
 * `/sync/<document>` without a websocket. A POST opens a line and answers its secret name; with that name in the header `sync-line`, POST brings
 * messages, GET asks for news and DELETE ends it. See docs/protocol.md.
 */
export function createHttpDoor({ allowedOrigin, signInOf, bodyBytes, open }: HttpDoorOptions) {
  const lines = new Map<string, Held>();
  const ended = new Map<string, CloseCode>();

  /** Of a line that has ended nothing is kept but why. */
  function forget(name: string, code: CloseCode): void {
    lines.delete(name);
    ended.set(name, code);
    if (ended.size > remembered) ended.delete(ended.keys().next().value!);
  }

  async function openLine(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const line = new HttpLine();
    const refusal = await open(req, line);
    if (refusal !== null) {
      line.end();
      return answerClosed(res, refusal);
    }
    const name = randomBytes(32).toString('base64url');
    lines.set(name, { line, documentId: documentOf(req), signIn: signInOf(req), bringing: null });
    line.onGone = (code) => forget(name, code);
    // Whoever asked has gone meanwhile, or was sent away before there was a name.
    if (line.closedWith !== null) forget(name, line.closedWith);
    res.writeHead(201, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    res.end(JSON.stringify({ line: name }));
  }

  async function talk(req: IncomingMessage, res: ServerResponse, held: Held): Promise<void> {
    const { line } = held;
    const query = new URL(req.url ?? '/', 'http://sync').searchParams;
    if (req.method === 'GET') return line.ask(numbered(query.get('after')), res);
    if (req.method === 'DELETE') line.end();
    else await bring(req, held, numbered(query.get('first')));
    if (line.closedWith !== null && req.method !== 'DELETE') return answerClosed(res, line.closedWith);
    res.writeHead(204, { 'cache-control': 'no-store' });
    res.end();
  }

  async function bring(req: IncomingMessage, held: Held, first: number): Promise<void> {
    const { line } = held;
    held.bringing?.destroy();
    held.bringing = req;
    const body = await bodyOf(req, bodyBytes).catch(() => undefined);
    if (held.bringing !== req || body === undefined) return;
    held.bringing = null;
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
    if (!['GET', 'POST', 'DELETE'].includes(req.method ?? '')) return status(res, 405);
    if (req.method !== 'GET' && !allowedOrigin(req)) return status(res, 403);
    if (name === undefined && req.method === 'POST') return openLine(req, res);
    const held = lines.get(String(name));
    // Another's line looks like one that this process does not know: it restarted, or a balancer led elsewhere.
    if (held && held.signIn === signInOf(req) && held.documentId === documentOf(req))
      return talk(req, res, held);
    const why = held ? undefined : ended.get(String(name));
    if (why) answerClosed(res, why);
    else answerClosed(res, closeCode.tryAgain, 404);
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
    if (bytes > limit) return null;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
