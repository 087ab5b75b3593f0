import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from './app.ts';
import type { Frame } from './assemble.ts';
import { cookieOf } from './auth/cookie.ts';
import { plain } from './http.ts';
import type { CallServer } from './media/call-server.ts';
import { createRtcProxy } from './rtc-proxy.ts';

const RECONCILE_MS = 60_000;
const LARGEST_WEBHOOK = 256 * 1024;

/** Opens the doors of the calls: signalling at `/rtc`, the media server's webhooks, and the minute's reconciling. */
export function openCalls({ log, lifecycle, upgrades, routes }: Frame, app: App, server: CallServer): void {
  const target = () => (server.state().kind === 'ready' ? server.internalUrl : null);
  const proxy = createRtcProxy({ target, admit: (token, req) => admit(app, token, req), log });
  upgrades.set('/rtc', proxy);
  routes.set('/rtc', proxy.handle);
  lifecycle.onStop('sockets', () => proxy.close());
  routes.set('/hooks/livekit', (req, res) => void hear(app, req, res));
  const reconcile = () =>
    void app.media
      .reconcile()
      .catch((error: unknown) => log.error({ err: error, part: 'media' }, 'reconciling failed'));
  const timer = setInterval(reconcile, RECONCILE_MS);
  // A media server that comes (back) may have lost people without a word.
  const forget = server.onChange((state) => {
    if (state.kind === 'ready') reconcile();
  });
  lifecycle.onStop('media', () => {
    clearInterval(timer);
    forget();
  });
}

// The browser sends its cookie along: page and call have one origin.
async function admit(app: App, token: string, req: IncomingMessage): Promise<boolean> {
  const found = await app.auth.actorOf(cookieOf(req, 'session'));
  return app.media.admit(token, found?.actor ?? null);
}

async function hear(app: App, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.method !== 'POST') return plain(res, 405, 'Only the call server speaks here.\n');
  const body = await bodyOf(req);
  if (body === null) {
    // The rest is not read, so nothing else can come along this connection.
    res.setHeader('connection', 'close');
    return plain(res, 413, 'Too long.\n');
  }
  const believed = await app.media.hear(body, req.headers.authorization);
  plain(res, believed ? 200 : 401, believed ? 'ok\n' : 'Not signed by the call server.\n');
}

// Read as it came: the signature is over these very bytes.
async function bodyOf(req: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of req as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > LARGEST_WEBHOOK) return null;
      parts.push(part);
    }
  } catch {
    return null;
  }
  return Buffer.concat(parts).toString('utf8');
}
