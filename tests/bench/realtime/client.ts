import WebSocket from 'ws';
import * as Y from 'yjs';
import type { Heard, Wire } from './wire.ts';

/** Yjs client id → its newest clock. */
export type Clocks = ReadonlyMap<number, number>;

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

export interface LightOptions {
  origin: string;
  wire: Wire;
  document: string;
  cookie: string;
  tally?: Tally;
  /** Its own Yjs client id, whose edits do not count as delivered to it. */
  own?: number;
  measures?: boolean;
  /** What it has already, as a browser that comes back. */
  has?: { update: Uint8Array; vector: Uint8Array };
}

/** A socket on one document that has no Y.Doc: it sends prepared edits and counts what arrives. */
export class LightClient {
  /** The server has answered what the document holds. Some answer before they have read it: see `seenUpTo`. */
  readonly synced: Promise<void>;
  /** Yjs client id → the clock up to which its edits are here. */
  readonly seen = new Map<number, number>();
  closedWith: number | null = null;
  /** How many of its updates the server calls saved. */
  saved = 0;
  /** How often the server has said what the document holds. */
  answers = 0;
  /** When the last message came that brought something. */
  newsAt = 0;
  readonly #ws: WebSocket;
  readonly #options: LightOptions;
  #bell: () => void = () => {};
  #onSynced: () => void = () => {};

  constructor(options: LightOptions) {
    this.#options = options;
    const { origin, wire, document, cookie, has } = options;
    this.synced = new Promise((resolve) => (this.#onSynced = resolve));
    this.#ws = new WebSocket(origin + wire.path(document), { headers: { cookie }, perMessageDeflate: false });
    this.#ws.binaryType = 'nodebuffer';
    this.#ws.on('open', () => wire.hello(document, has?.vector).forEach((frame) => this.#ws.send(frame)));
    this.#ws.on('error', () => {});
    this.#ws.on('close', (code) => {
      this.closedWith = code;
      this.#bell();
    });
    if (has) for (const [client, clock] of clocksOf(has.update)) this.seen.set(client, clock);
    this.#ws.on('message', (data) => this.#heard(wire.read(data as Buffer)));
  }

  #heard({ kind, bytes, count }: Heard): void {
    const at = performance.now();
    if (kind === 'asked') this.#answer(bytes);
    else if (kind === 'ack') this.saved = count!;
    else if (kind !== 'other') {
      if (this.#note(bytes)) this.newsAt = at;
      if (kind === 'whole') {
        this.answers++;
        this.#onSynced();
      }
    }
    this.#bell();
  }

  #note(update: Uint8Array): boolean {
    const { tally, own, measures = false } = this.#options;
    let news = false;
    for (const [client, clock] of clocksOf(update)) {
      const before = this.seen.get(client) ?? 0;
      if (clock <= before) continue;
      news = true;
      this.seen.set(client, clock);
      if (client !== own) tally?.arrived(client, before, clock, measures);
    }
    return news;
  }

  /** A browser tells the server what it lacks. */
  #answer(vector: Uint8Array): void {
    const { has, wire, document } = this.#options;
    if (has) this.#ws.send(wire.step2(document, lacking(has.update, vector)));
  }

  /** Waits until `done`, which is asked after each message; throws when the socket closes or after `ms`. */
  async until(done: () => boolean, ms = 30_000): Promise<void> {
    const end = performance.now() + ms;
    while (!done()) {
      if (this.closedWith !== null) throw new Error(`the server closed with ${this.closedWith}`);
      if (performance.now() > end) throw new Error(`the server did not do it within ${ms} ms`);
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, 1000);
        this.#bell = () => {
          clearTimeout(late);
          resolve();
        };
      });
    }
  }

  /** Resolves when this many edits of an author are here. */
  seenUpTo(author: number, clock: number, ms?: number): Promise<void> {
    return this.until(() => (this.seen.get(author) ?? 0) >= clock, ms);
  }
  /** Resolves when the server has worked off everything sent before: it answers in turn. */
  async workedOff(vector: Uint8Array, ms?: number): Promise<void> {
    const before = this.answers;
    this.#ws.send(this.#options.wire.step1(this.#options.document, vector));
    await this.until(() => this.answers > before, ms);
  }
  send(update: Uint8Array): void {
    this.#ws.send(this.#options.wire.update(this.#options.document, update));
  }
  /** A message of the y-websocket protocol, whatever it holds. */
  sendMessage(message: Uint8Array): void {
    this.#ws.send(this.#options.wire.wrap(this.#options.document, message));
  }
  get waiting(): number {
    return this.#ws.bufferedAmount;
  }
  point(clientId: number, clock: number, state: string): void {
    this.#ws.send(this.#options.wire.awareness(this.#options.document, clientId, clock, state));
  }
  close(): void {
    this.#ws.terminate();
  }
}

const answers = new Map<string, Uint8Array>();

/** Thousands of clients are asked the same at once: worked out once. */
function lacking(update: Uint8Array, vector: Uint8Array): Uint8Array {
  const key = `${update.length} ${Buffer.from(vector).toString('base64')}`;
  const known = answers.get(key);
  if (known) return known;
  const answer = Y.diffUpdate(update, vector);
  answers.set(key, answer);
  if (answers.size > remembered) answers.delete(answers.keys().next().value!);
  return answer;
}
