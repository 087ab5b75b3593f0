import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, type Locator, type Page } from '@playwright/test';

const pieceBytes = 1200;

/** What a line can: bits a second, ms there and back, and the share of pieces that are lost. */
interface LineQuality {
  bitsPerSecond: number;
  delayMs: number;
  lossShare: number;
}
const worst: LineQuality = { bitsPerSecond: 150_000, delayMs: 300, lossShare: 0.05 };

/**
 * A phone's bad line, as a SOCKS proxy that leads to one local port: once `worsen` was called as poor as `quality` says (150 kbit/s,
 * 300 ms there and back, 5 % lost); a lost piece is a stall of 200 to 1000 ms, which is how TCP shows it. `drop` cuts it, for at least so long and until the page
 * has noticed. `bytes`: how many have passed since it is bad.
 */
export async function badLine(target: number, quality = worst) {
  const sockets = new Set<net.Socket>();
  const state = { ...quality, bad: false, down: false, bytes: 0 };
  /** When the line is free again, each way: all connections share it. */
  const [up, down] = [{ free: 0 }, { free: 0 }];
  const server = net.createServer((phone) => {
    if (state.down) return void phone.destroy();
    const far = net.connect(target, '127.0.0.1');
    for (const [one, other] of [
      [phone, far],
      [far, phone],
    ] as const) {
      sockets.add(one);
      one
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
    }
    greet(phone, target, () => {
      shape(phone, far, state, up);
      shape(far, phone, state, down);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    proxy: `socks5://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    worsen: () => (state.bad = true),
    bytes: () => state.bytes,
    async drop(breaks: () => number, ms: number) {
      const before = breaks();
      state.down = true;
      cut();
      await sleep(ms);
      await expect.poll(breaks, { message: 'the page notices the cut' }).toBeGreaterThan(before);
      state.down = false;
    },
    close() {
      cut();
      server.close();
    },
  };
}

/** Counts how often a page loses its line to the server, whichever way it takes. Call it before the page opens a document. */
export function countBreaks(page: Page): () => number {
  let breaks = 0;
  page.on('websocket', (socket) => {
    if (socket.url().includes('/sync/')) socket.once('close', () => breaks++);
  });
  page.on('requestfailed', (request) => {
    if (request.url().includes('/sync/')) breaks++;
  });
  return () => breaks;
}

/** SOCKS 5 without a password, to one port; a browser's own errands elsewhere would use up the line. */
function greet(phone: net.Socket, port: number, ready: () => void): void {
  phone.once('data', () => {
    phone.write(Buffer.from([5, 0]));
    phone.once('data', (wish) => {
      const elsewhere = wish.readUInt16BE(wish.length - 2) !== port;
      phone.write(Buffer.from([5, elsewhere ? 2 : 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      if (elsewhere) phone.end();
      else ready();
    });
  });
}

/** Passes pieces on in order, each at its time. */
function shape(
  from: net.Socket,
  to: net.Socket,
  state: LineQuality & { bad: boolean; bytes: number },
  way: { free: number },
): void {
  /** What comes later on one connection arrives later. */
  let last = 0;
  from.on('data', (bytes: Buffer) => {
    if (!state.bad) return void to.write(bytes);
    state.bytes += bytes.length;
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const piece = bytes.subarray(at, at + pieceBytes);
      const now = performance.now();
      way.free = Math.max(way.free, now) + ((piece.length * 8) / state.bitsPerSecond) * 1000;
      const stall = Math.random() < state.lossShare ? 200 + Math.random() * 800 : 0;
      last = Math.max(last, way.free) + stall;
      setTimeout(() => to.writable && to.write(piece), last + state.delayMs / 2 - now);
    }
    if (last - performance.now() > 2000) {
      from.pause();
      setTimeout(() => from.resume(), 1000);
    }
  });
}

interface Writer {
  field: Locator;
  breaks: () => number;
  line: Awaited<ReturnType<typeof badLine>>;
}

/** Each person writes in their field for `ms`, while each line is cut three times. Returns what each has typed: small letters, capitals. */
export async function writeWithDrops(writers: readonly Writer[], ms: number): Promise<string[]> {
  const end = performance.now() + ms;
  const write = async ({ field }: Writer, first: number) => {
    let typed = '';
    for (let n = 0; performance.now() < end; n++) {
      const letter = String.fromCharCode(first + (n % 26));
      await field.pressSequentially(letter);
      typed += letter;
      await sleep(150);
    }
    return typed;
  };
  const drops = async ({ line, breaks }: Writer, later: number) => {
    for (let n = 0; n < 3; n++) {
      await sleep(ms / 5 + later);
      await line.drop(breaks, 1500);
    }
  };
  const [typed] = await Promise.all([
    Promise.all(writers.map((writer, who) => write(writer, who ? 65 : 97))),
    ...writers.map((writer, who) => drops(writer, who * 500)),
  ]);
  return typed;
}
