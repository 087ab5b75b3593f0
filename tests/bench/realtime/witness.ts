import WebSocket from 'ws';
import * as Y from 'yjs';
import type { Wire } from './wire.ts';

/** A browser's part in a document, as the bench needs it: a Y.Doc and what went wrong with it. */
export class Witness {
  readonly doc = new Y.Doc();
  synced = false;
  closed = false;
  /** What Yjs threw at something that came from the server. */
  hurt: unknown = null;
  readonly #ws: WebSocket;

  constructor(options: { origin: string; wire: Wire; document: string; cookie: string }) {
    const { origin, wire, document, cookie } = options;
    this.#ws = new WebSocket(origin + wire.path(document), { headers: { cookie }, perMessageDeflate: false });
    this.#ws.binaryType = 'nodebuffer';
    this.#ws.on('error', () => {});
    this.#ws.on('close', () => (this.closed = true));
    this.#ws.on('open', () => wire.hello(document).forEach((message) => this.#ws.send(message)));
    this.#ws.on('message', (data) => {
      try {
        const { kind, bytes } = wire.read(data as Buffer);
        if (kind === 'asked')
          this.#ws.send(wire.step2(document, Y.encodeStateAsUpdate(this.doc, new Uint8Array(bytes))));
        if (kind !== 'update' && kind !== 'whole') return;
        Y.applyUpdate(this.doc, new Uint8Array(bytes), this);
        if (kind === 'whole') this.synced = true;
      } catch (error) {
        this.hurt = error;
      }
    });
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#ws.send(wire.update(document, update));
    });
    this.say = (message) => this.#ws.send(wire.wrap(document, message));
  }

  /** Sends a message of the y-websocket protocol, whatever it holds. */
  readonly say: (message: Uint8Array) => void;

  write(letter: string): void {
    const text = this.doc.getText('of the bystanders');
    text.insert(text.length, letter);
  }
  reads(): string {
    return this.doc.getText('of the bystanders').toString();
  }
  close(): void {
    this.#ws.terminate();
  }
}
