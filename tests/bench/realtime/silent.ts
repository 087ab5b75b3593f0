import net from 'node:net';
import type { Wire } from './wire.ts';

const shared = Buffer.alloc(1 << 16);

/**
 * A websocket that reads without looking, so that the driver is not what is measured: it counts bytes. What it sends is masked with
 * zeros (which changes nothing, and is allowed), so that a frame is its head and the message.
 */
export class SilentClient {
  bytes = 0;
  closed = false;
  readonly opened: Promise<void>;
  readonly #socket: net.Socket;
  readonly #wire: Wire;
  readonly #document: string;

  constructor(options: { origin: string; wire: Wire; document: string; cookie: string }) {
    const { origin, wire, document, cookie } = options;
    const { hostname, port, host } = new URL(origin);
    this.#wire = wire;
    this.#document = document;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.opened = promise;
    this.#socket = net.connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (count) => {
          if (this.bytes === 0) {
            if (!shared.toString('latin1', 0, count).startsWith('HTTP/1.1 101'))
              reject(new Error('the server refused'));
            for (const message of wire.hello(document)) this.#write(message);
            resolve();
          }
          this.bytes += count;
          return true;
        },
      },
    });
    this.#socket.on('error', reject);
    this.#socket.on('close', () => (this.closed = true));
    this.#socket.write(
      `GET ${wire.path(document)} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nCookie: ${cookie}\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
  }

  send(update: Uint8Array): void {
    this.#write(this.#wire.update(this.#document, update));
  }
  /** Bytes that need not be a websocket frame. */
  sendRaw(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }
  close(): void {
    this.#socket.destroy();
  }
  #write(message: Uint8Array): void {
    this.#socket.write(maskedFrame(message));
  }
}

/** A whole binary frame; RFC 6455, 5.2. Messages of more than 65,535 bytes are not sent here. */
function maskedFrame(message: Uint8Array): Buffer {
  const long = message.length > 125;
  const head = long ? 8 : 6;
  const frame = Buffer.alloc(head + message.length);
  frame[0] = 0x82;
  frame[1] = 0x80 | (long ? 126 : message.length);
  if (long) frame.writeUInt16BE(message.length, 2);
  frame.set(message, head);
  return frame;
}
