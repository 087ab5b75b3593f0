import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator } from '@playwright/test';

const bytesPerSecond = 150_000 / 8;
const delayMs = 300;
const pieceBytes = 1200;
const lossShare = 0.05;

/**
 * A phone's bad line, as a SOCKS proxy that leads to one local port: once `worsen` was called 150 kbit/s, 300 ms there and back, and for
 * 5 % of the pieces a stall of 200 to 1000 ms, which is how TCP shows a lost packet. `drop` cuts it for so long.
 */
export async function badLine(target: number) {
  const sockets = new Set<net.Socket>();
  const state = { bad: false, down: false };
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
    greet(phone, () => {
      shape(phone, far, state);
      shape(far, phone, state);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    proxy: `socks5://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    worsen: () => (state.bad = true),
    async drop(ms: number) {
      state.down = true;
      cut();
      await new Promise((resolve) => setTimeout(resolve, ms));
      state.down = false;
    },
    close() {
      cut();
      server.close();
    },
  };
}

/** SOCKS 5 without a password; wherever one wants to go, it is our one port. */
function greet(phone: net.Socket, ready: () => void): void {
  phone.once('data', () => {
    phone.write(Buffer.from([5, 0]));
    phone.once('data', () => {
      phone.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      ready();
    });
  });
}

/** Passes pieces on in order, each at its time. */
function shape(from: net.Socket, to: net.Socket, state: { bad: boolean }): void {
  let free = 0;
  from.on('data', (bytes: Buffer) => {
    if (!state.bad) return void to.write(bytes);
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const piece = bytes.subarray(at, at + pieceBytes);
      const now = performance.now();
      free = Math.max(free, now) + (piece.length / bytesPerSecond) * 1000;
      if (Math.random() < lossShare) free += 200 + Math.random() * 800;
      setTimeout(() => to.writable && to.write(piece), free + delayMs / 2 - now);
    }
    if (free - performance.now() > 2000) {
      from.pause();
      setTimeout(() => from.resume(), 1000);
    }
  });
}

/** Each person writes in their field for `ms`, while each line is cut three times. Returns all that was typed. */
export async function writeWithDrops(
  fields: readonly Locator[],
  lines: readonly { drop(ms: number): Promise<void> }[],
  ms: number,
): Promise<string> {
  const end = performance.now() + ms;
  let typed = '';
  const write = async (field: Locator, first: number) => {
    for (let n = 0; performance.now() < end; n++) {
      const letter = String.fromCharCode(first + (n % 26));
      await field.pressSequentially(letter);
      typed += letter;
      await sleep(150);
    }
  };
  const drops = async (line: { drop(ms: number): Promise<void> }, later: number) => {
    for (let n = 0; n < 3; n++) {
      await sleep(ms / 5 + later);
      await line.drop(1500);
    }
  };
  await Promise.all([
    ...fields.map((field, who) => write(field, who ? 65 : 97)),
    ...lines.map((line, who) => drops(line, who * 500)),
  ]);
  return typed;
}
