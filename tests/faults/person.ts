import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { closeCode } from '#domain/sync/close-codes.ts';
import { messageType, syncType } from '#domain/sync/messages.ts';
import { requestsWith, socketWith, stockClient, type Way } from '../fixtures/realtime.ts';

export interface Seat {
  url: string;
  document: string;
  cookie: string;
  way: Way;
}

/** What a server in trouble may say; a browser shows "reconnecting" then. Everything else sends people away. */
const comeBack: ReadonlySet<number> = new Set([1000, 1005, 1006, closeCode.tryAgain, closeCode.restarting]);

/** Somebody in a document, with the stock client. Notes what the server promised. */
export class Person {
  readonly doc: Y.Doc;
  readonly synced: Promise<void>;
  /** Up to here the server calls their own letters saved. */
  saved = 0;
  /** Close codes that no fault excuses. */
  readonly sentAway: number[] = [];
  readonly #client: ReturnType<typeof stockClient>;
  /** The own clock with each update that went out over this line: acknowledgements count those. */
  #sent: number[] = [];

  constructor({ url, document, cookie, way }: Seat) {
    const Socket = way === 'socket' ? socketWith(cookie) : requestsWith(cookie);
    const told = {
      begun: () => (this.#sent = []),
      sent: () => this.#sent.push(this.clockOf(this.doc.clientID)),
    };
    this.#client = stockClient(url, document, cookie, { ack: '1' }, telling(Socket, told));
    const { doc, provider, synced } = this.#client;
    this.doc = doc;
    this.synced = synced;
    provider.messageHandlers[messageType.ack] = (_encoder, decoder) => {
      this.saved = Math.max(this.saved, this.#sent[decoding.readVarUint(decoder) - 1] ?? 0);
    };
    for (const type of [messageType.rights, messageType.size]) provider.messageHandlers[type] = () => {};
    provider.on('connection-close', (event) => {
      if (event && !comeBack.has(event.code)) this.sentAway.push(event.code);
    });
  }

  /** How far they have what this author wrote. */
  clockOf(author: number): number {
    return Y.getState(this.doc.store, author);
  }

  /** A word somewhere, or a few letters less. */
  write(random: () => number): void {
    const text = this.doc.getText('words');
    const at = Math.floor(random() * (text.length + 1));
    if (text.length > 40 && random() < 0.25) text.delete(at, Math.min(3, text.length - at));
    else text.insert(at, `word${Math.floor(random() * 1000)} `);
  }

  leave(): void {
    this.#client.provider.disconnect();
  }
  comeBack(): void {
    this.#client.provider.connect();
  }
  go(): void {
    this.#client.stop();
  }
  /** Gone as a phone goes that loses its network; over requests it is said all the same. */
  vanish(): void {
    const { ws } = this.#client.provider as { ws: { terminate?(): void } | null };
    ws?.terminate?.();
    this.go();
  }
}

/** A socket that tells when it is made and when an update goes out. */
const telling = (
  Socket: typeof globalThis.WebSocket,
  told: { begun(): void; sent(): void },
): typeof globalThis.WebSocket =>
  class extends Socket {
    constructor(address: string | URL) {
      super(address);
      told.begun();
    }
    override send(message: Uint8Array<ArrayBuffer>): void {
      if (message[0] === messageType.sync && message[1] !== syncType.step1) told.sent();
      super.send(message);
    }
  };
