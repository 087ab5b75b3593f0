import WebSocket from 'ws';
import * as Y from 'yjs';
import type { Wire } from './wire.ts';

/** Yjs client id → its newest clock. */
type Clocks = ReadonlyMap<number, number>;

const remembered = 64;
const recent: { bytes: Uint8Array; clocks: Clocks }[] = [];

/** What an update brings. Servers send the same bytes to everybody, so it is worked out once. */
function clocksOf(update: Uint8Array): Clocks {
  const known = recent.find(
    ({ bytes }) => bytes.length === update.length && Buffer.compare(bytes, update) === 0,
  );
  if (known) return known.clocks;
  const clocks = new Map<number, number>();
  for (const { id, length } of Y.decodeUpdate(update).structs) {
    clocks.set(id.client, Math.max(clocks.get(id.client) ?? 0, id.clock + length));
  }
  recent.unshift({ bytes: update, clocks });
  recent.length = Math.min(recent.length, remembered);
  return clocks;
}

/** Counts deliveries over all clients: one edit that one other client has. Latencies in ms, of the clients that measure. */
export class Tally {
  deliveries = 0;
  latencies: number[] = [];
  readonly #sentAt = new Map<number, number[]>();

  sent(clientId: number): void {
    const times = this.#sentAt.get(clientId);
    if (times) times.push(performance.now());
    else this.#sentAt.set(clientId, [performance.now()]);
  }
  reset(): void {
    this.deliveries = 0;
    this.latencies = [];
  }
  arrived(clientId: number, from: number, to: number, measures: boolean): void {
    this.deliveries += to - from;
    if (!measures) return;
    const times = this.#sentAt.get(clientId) ?? [];
    const now = performance.now();
    for (let clock = from; clock < to; clock++) {
      const at = times[clock];
      if (at !== undefined) this.latencies.push(now - at);
    }
  }
}

/** A socket on one document that has no Y.Doc: it sends prepared edits and counts what arrives. */
export class LightClient {
  readonly synced: Promise<void>;
  readonly #ws: WebSocket;
  readonly #wire: Wire;
  readonly #document: string;
  readonly #seen = new Map<number, number>();
  closedWith: number | null = null;

  constructor(options: {
    origin: string;
    wire: Wire;
    document: string;
    cookie: string;
    tally: Tally;
    /** Its own Yjs client id, whose edits do not count as delivered to it. */
    own: number;
    measures: boolean;
  }) {
    const { origin, wire, document, tally, own, measures } = options;
    this.#wire = wire;
    this.#document = document;
    this.#ws = new WebSocket(origin + wire.path(document), {
      headers: { cookie: options.cookie },
      perMessageDeflate: false,
    });
    this.#ws.binaryType = 'nodebuffer';
    this.#ws.on('open', () => wire.hello(document).forEach((frame) => this.#ws.send(frame)));
    this.#ws.on('error', () => {});
    this.#ws.on('close', (code) => (this.closedWith = code));
    this.synced = new Promise((resolve) => {
      this.#ws.on('message', (data) => {
        const { kind, bytes } = wire.read(data as Buffer);
        if (kind === 'other' || kind === 'ack') return;
        for (const [client, clock] of clocksOf(bytes)) {
          const before = this.#seen.get(client) ?? 0;
          if (clock <= before) continue;
          this.#seen.set(client, clock);
          if (client !== own) tally.arrived(client, before, clock, measures);
        }
        if (kind === 'whole') resolve();
      });
    });
  }

  send(update: Uint8Array): void {
    this.#ws.send(this.#wire.update(this.#document, update));
  }
  point(clientId: number, clock: number, state: string): void {
    this.#ws.send(this.#wire.awareness(this.#document, clientId, clock, state));
  }
  close(): void {
    this.#ws.terminate();
  }
}

/** One author's typing: each call gives the update of one more letter in a text of their own. */
export function author(clientId: number): () => Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  const text = doc.getText(`by ${clientId}`);
  let made: Uint8Array = new Uint8Array();
  doc.on('update', (update: Uint8Array) => (made = update));
  return () => {
    text.insert(text.length, 'x');
    return made;
  };
}
