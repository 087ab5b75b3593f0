import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { framed } from '#domain/sync/framing.ts';

/** A socket of a network that the test makes: nothing happens by itself. */
class FakeSocket {
  static made: FakeSocket[] = [];
  readyState = 0;
  onopen?: () => void;
  onmessage?: (event: unknown) => void;
  onclose?: (event: { code: number }) => void;
  closed = false;
  constructor() {
    FakeSocket.made.push(this);
  }
  close(): void {
    this.closed = true;
  }
}

const answers: Record<string, () => Promise<Response>> = {};
const events = { opened: vi.fn(), sent: vi.fn() };

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers();
  FakeSocket.made = [];
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('navigator', { onLine: true });
  vi.stubGlobal('fetch', (_url: string, { method = 'GET' }: RequestInit) => answers[method]!());
  answers['POST'] = () => Promise.resolve(Response.json({ line: 'secret' }, { status: 201 }));
  // One word from the server, and then nothing new.
  answers['GET'] = () => {
    answers['GET'] = () => new Promise(() => {});
    const first = framed(new Uint8Array([101, 1]));
    return Promise.resolve(new Response(first, { headers: { 'sync-after': '0' } }));
  };
  answers['DELETE'] = () => Promise.resolve(new Response(null, { status: 204 }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A line over requests, after two sockets that were refused. */
async function overRequests() {
  const { documentLine } = await import('./line.ts');
  const Line = documentLine(events) as unknown as new (url: string) => FakeSocket;
  const open = () => new Line('ws://twinward.test/sync/1');
  for (let n = 0; n < 2; n++) {
    open();
    FakeSocket.made.at(-1)!.onclose?.({ code: 1006 });
  }
  const line = open();
  const closed = vi.fn();
  line.onclose = closed;
  await vi.advanceTimersByTimeAsync(10);
  return { line, closed, open };
}

describe('a line over requests', () => {
  it('is left for a socket as soon as one is heard, tried at once and every two minutes', async () => {
    const { closed, open } = await overRequests();
    expect(events.opened).toHaveBeenLastCalledWith('requests');
    expect(FakeSocket.made).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(FakeSocket.made).toHaveLength(4);
    expect(FakeSocket.made[2]!.closed).toBe(true);
    expect(closed).not.toHaveBeenCalled();
    FakeSocket.made[3]!.onmessage?.({});
    expect(closed).toHaveBeenCalledWith({ code: 1000 });
    open();
    expect(FakeSocket.made).toHaveLength(5);
  });
  it('ends with the close code when the right is taken away, and tries no socket any more', async () => {
    const gone = Promise.withResolvers<Response>();
    answers['GET'] = () => gone.promise;
    const { line, closed } = await overRequests();
    gone.resolve(Response.json({ code: 4403 }, { status: 410 }));
    await vi.advanceTimersByTimeAsync(10);
    expect(closed).toHaveBeenCalledWith(expect.objectContaining({ code: 4403 }));
    expect(line.readyState).toBe(3);
    await vi.advanceTimersByTimeAsync(300_000);
    expect(FakeSocket.made).toHaveLength(3);
  });
});
