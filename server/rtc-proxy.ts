import { request, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Handler, Upgrade } from './http.ts';
import { plain, refuseUpgrade } from './http.ts';
import type { Log } from './log.ts';

export interface RtcProxy {
  handleUpgrade: Upgrade;
  handle: Handler;
  close(): void;
}

export interface RtcProxyOptions {
  /** Where the LiveKit server is, or null while it is not there. */
  target: () => string | null;
  /** Whether the bearer of this token may come in: LiveKit itself lets removed people back. */
  admit: (token: string, req: IncomingMessage) => boolean | Promise<boolean>;
  log: Log;
}

/** Passes `/rtc` on to LiveKit, so that one origin and one certificate serve pages and calls. */
export function createRtcProxy(options: RtcProxyOptions): RtcProxy {
  const open = new Set<Duplex>();
  return {
    handle: (req, res) => void passRequest(options, req, res),
    handleUpgrade: (req, socket, head) => passUpgrade(options, open, req, socket, head),
    close() {
      for (const socket of open) socket.destroy();
    },
  };
}

async function passRequest(
  options: RtcProxyOptions,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  // The browser's client asks so whether the way is open again before it reconnects.
  if (req.method === 'HEAD') return plain(res, 200, '');
  const target = options.target();
  if (!target) return plain(res, 503, 'Calls are being prepared.\n');
  if (!(await admitted(options, req))) return plain(res, 401, 'You are not in this call.\n');
  const onward = ask(target, req, tokenOf(req));
  onward.once('response', (answer) => {
    res.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(res);
  });
  onward.once('error', () =>
    res.headersSent ? res.destroy() : plain(res, 502, 'The call server does not answer.\n'),
  );
  req.pipe(onward);
}

async function passUpgrade(
  options: RtcProxyOptions,
  open: Set<Duplex>,
  req: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const target = options.target();
  if (!target) return refuseUpgrade(socket, 503, 'Service Unavailable');
  if (!(await admitted(options, req))) return refuseUpgrade(socket, 401, 'Unauthorized');
  const onward = ask(target, req, tokenOf(req));
  onward.once('upgrade', (answer, far, farHead) => {
    far.on('error', () => socket.destroy());
    far.on('close', () => socket.destroy());
    socket.on('close', () => far.destroy());
    socket.once('close', () => open.delete(socket));
    open.add(socket);
    socket.write(headLines(`HTTP/1.1 101 ${answer.statusMessage ?? 'Switching Protocols'}`, answer));
    if (farHead.length > 0) socket.write(farHead);
    if (head.length > 0) far.write(head);
    far.pipe(socket).pipe(far);
  });
  // LiveKit refused: the client reads the status, so it is passed on whole.
  onward.once('response', (answer) => {
    socket.write(headLines(`HTTP/1.1 ${answer.statusCode ?? 502} ${answer.statusMessage ?? ''}`, answer));
    answer.pipe(socket);
  });
  onward.once('error', () => refuseUpgrade(socket, 502, 'Bad Gateway'));
  onward.end();
}

async function admitted(options: RtcProxyOptions, req: IncomingMessage): Promise<boolean> {
  try {
    return await options.admit(tokenOf(req), req);
  } catch (error) {
    options.log.error({ err: error, part: 'media' }, 'admission could not be decided');
    return false;
  }
}

/** The access token of a signalling request: in the query, or as bearer. */
export function tokenOf(req: IncomingMessage): string {
  const query = new URLSearchParams((req.url ?? '').split('?')[1] ?? '');
  return query.get('access_token') ?? (req.headers.authorization ?? '').replace(/^Bearer /, '');
}

function ask(target: string, req: IncomingMessage, token: string) {
  const url = new URL(req.url ?? '/', target);
  // LiveKit reads the header before the query: of two tokens it must not take the one that nobody looked at.
  const authorization = `Bearer ${token}`;
  const headers: OutgoingHttpHeaders = { ...req.headers, host: url.host, authorization };
  // The session cookie is none of the media server's business.
  delete headers['cookie'];
  const send = url.protocol === 'https:' ? secureRequest : request;
  return send(url, { method: req.method ?? 'GET', headers });
}

function headLines(first: string, answer: IncomingMessage): string {
  const lines = [first];
  for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2) {
    lines.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
