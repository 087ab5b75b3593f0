import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { closeReason, type CloseCode } from '#domain/sync/close-codes.ts';

/** What a connection talks over: a websocket, or requests where sockets are blocked. Knows nothing of documents and rights. */
export interface Line {
  readonly open: boolean;
  /** Bytes that the other side has not taken yet. */
  readonly owed: number;
  /** Sends what `framed` made. */
  write(bytes: Uint8Array): void;
  close(code: CloseCode): void;
  /** Ends at once, without a word. */
  end(): void;
  /** Asks for a sign of life; `onAlive` hears it. */
  ping(): void;
  onMessage: (message: Uint8Array | null) => void;
  onAlive: () => void;
  onClosed: () => void;
}

const lingerMs = 2000;

/** A websocket. Frames are written to what it runs on: made once, the same bytes for everybody. */
export class SocketLine implements Line {
  onMessage: Line['onMessage'] = () => {};
  onAlive: Line['onAlive'] = () => {};
  onClosed: Line['onClosed'] = () => {};
  readonly #ws: WebSocket;
  readonly #stream: Duplex;

  constructor(ws: WebSocket, stream: Duplex) {
    this.#ws = ws;
    this.#stream = stream;
    ws.on('message', (data, isBinary) => this.onMessage(isBinary ? oneBuffer(data) : null));
    ws.on('pong', () => this.onAlive());
    ws.on('close', () => this.onClosed());
  }

  get open(): boolean {
    return this.#ws.readyState === this.#ws.OPEN;
  }
  get owed(): number {
    return this.#stream.writableLength;
  }
  write(bytes: Uint8Array): void {
    this.#stream.write(bytes);
  }
  close(code: CloseCode): void {
    closeSocket(this.#ws, code);
  }
  end(): void {
    this.#ws.terminate();
  }
  ping(): void {
    this.#ws.ping();
  }
}

const oneBuffer = (data: RawData): Uint8Array | null =>
  Array.isArray(data) ? null : new Uint8Array(data as Buffer);

/** Says why, and does not wait for ever for the answer. */
export function closeSocket(ws: WebSocket, code: CloseCode): void {
  ws.close(code, closeReason[code]);
  const timer = setTimeout(() => ws.terminate(), lingerMs);
  timer.unref();
  ws.once('close', () => clearTimeout(timer));
}
