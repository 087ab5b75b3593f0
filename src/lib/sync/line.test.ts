import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useRealtime } from '../../../tests/fixtures/realtime-stage.ts';
import { socketWith, until } from '../../../tests/fixtures/realtime.ts';

const t = useRealtime();
const network = { blocksSockets: true, socketsTried: 0 };
const events = { opened: vi.fn(), sent: vi.fn() };

beforeEach(async () => {
  Object.assign(network, { blocksSockets: true, socketsTried: 0 });
  await t.restart({
    allowedOrigin: ({ headers }) => {
      if (!headers.upgrade) return true;
      network.socketsTried++;
      return !network.blocksSockets;
    },
  });
  for (const name of ['odette', 'jean-paul'] as const)
    t.visitor(name, name === 'odette' ? t.room.odette : t.room.jeanPaul, true);
  // What Node has not of a browser: the cookie of who is signed in, and whether there is a network at all.
  const bare = fetch;
  const signedIn = (url: string, init: RequestInit) =>
    bare(url, { ...init, headers: { ...init.headers, cookie: 'odette' } });
  vi.stubGlobal('WebSocket', socketWith('odette'));
  vi.stubGlobal('fetch', signedIn);
  vi.stubGlobal('navigator', { onLine: true });
  // Only the two minutes between two sockets are waited for by this clock.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  vi.resetModules();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Opens lines as a page does, each when the one before has ended; the third one goes over requests. */
async function overRequests() {
  const { documentLine } = await import('./line.ts');
  const Line = documentLine(events);
  const open = () => {
    const line = new Line(`${t.server.url}/${t.room.documentId}`);
    const heard = new Promise((resolve) => (line.onmessage = resolve));
    const closed = new Promise<number>((resolve) => (line.onclose = ({ code }) => resolve(code)));
    return { line, heard, closed };
  };
  for (let n = 0; n < 2; n++) expect(await open().closed).toBe(1006);
  const third = open();
  await third.heard;
  expect(events.opened).toHaveBeenLastCalledWith('requests');
  await until(() => network.socketsTried === 3);
  return { ...third, open };
}

describe('a line over requests, where the server hears no websocket', () => {
  it('is left for a socket as soon as one is heard, tried at once and every two minutes', async () => {
    const { line, closed, open } = await overRequests();
    vi.advanceTimersByTime(119_000);
    expect(line.readyState).toBe(1);
    expect(network.socketsTried).toBe(3);
    network.blocksSockets = false;
    vi.advanceTimersByTime(1_000);
    expect(await closed).toBe(1000);
    const next = open();
    await next.heard;
    expect(events.opened).toHaveBeenLastCalledWith('socket');
    next.line.close();
  });
  it('ends with the close code when the right is taken away, and tries no socket any more', async () => {
    const { line, closed } = await overRequests();
    t.server.visitors.delete('odette');
    t.server.refusals.set('odette', { ok: false, code: 4403 });
    t.server.realtime.revoke({ personId: t.room.odette });
    expect(await closed).toBe(4403);
    expect(line.readyState).toBe(3);
    vi.advanceTimersByTime(300_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(network.socketsTried).toBe(3);
  });
});
