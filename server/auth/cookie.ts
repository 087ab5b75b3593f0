import type { IncomingMessage } from 'node:http';

/** One cookie of a request, for sockets and routes outside the pages; undefined when it is not there. */
export function cookieOf(req: Pick<IncomingMessage, 'headers'>, name: string): string | undefined {
  for (const part of (req.headers.cookie ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=');
    if (key === name) return value.join('=');
  }
  return undefined;
}

/** Whether a request for a socket comes from our own pages: the handshake is not under the same-origin policy. */
export function fromOwnOrigin(origin: string): (req: IncomingMessage) => boolean {
  const own = new URL(origin);
  return (req) => {
    if (req.headers.origin === undefined) return false;
    if (req.headers.origin === own.origin) return true;
    // Without ORIGIN set (a laptop) people come by localhost, 127.0.0.1 or the machine's name: the page's own host counts.
    return isLocal(own.hostname) && hostOf(req.headers.origin) === req.headers.host;
  };
}

const isLocal = (hostname: string): boolean => hostname === 'localhost' || hostname === '127.0.0.1';

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
