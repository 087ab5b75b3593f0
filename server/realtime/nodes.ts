import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { LogReader } from './log-reader.ts';
import { mergeAll } from './merge.ts';
import { readNodeMessage, writeNodeMessage, type NodeMessage, type OwnedEntry } from './node-messages.ts';
import { headsOf } from './store.ts';

/** Carries bytes between nodes, quickly and without promise: what it loses is found in the log. */
export interface Bus {
  onMessage: (channel: string, bytes: Uint8Array) => void;
  /** It can be spoken to (again): nobody is subscribed to anything. */
  onReady: () => void;
  publish(channel: string, bytes: Uint8Array): void;
  subscribe(channels: string[]): Promise<void>;
  unsubscribe(channel: string): void;
  close(): void;
}

/** What a node does with a document that it has open. */
export interface SharedDocument {
  readonly id: string;
  readonly ready: Promise<void>;
  readonly awareness: {
    mine(): OwnedEntry[];
    learn(node: string, entries: readonly OwnedEntry[]): void;
    nodeGone(node: string): void;
  };
  readonly log: Pick<LogReader, 'learn' | 'catchUp' | 'headIs'>;
}

export interface NodesOptions {
  pool: pg.Pool;
  bus: Bus;
  /** Nodes of one product share it; others on the same Redis have another. */
  namespace: string;
  documents: ReadonlyMap<string, SharedDocument>;
  onTrouble: (message: string, error: unknown, documentId: string) => void;
  beatMs?: number;
  /** After so long without a word a node counts as dead, and its presences go. */
  deadMs?: number;
}

const batchBytes = 64_000;

/** The other nodes: what they commit is shown here, who is there is seen here. Postgres is the truth; the bus makes it quick. */
export class Nodes {
  readonly counts = { heard: 0, malformed: 0, compared: 0 };
  readonly #id = randomUUID();
  readonly #options: Required<NodesOptions>;
  readonly #heardAt = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #ownBeatAt = -Infinity;
  #comparing = false;
  #turn = 0;

  constructor(options: NodesOptions) {
    this.#options = { beatMs: 1000, deadMs: 12_000, ...options };
    const { bus, beatMs } = this.#options;
    bus.onMessage = (channel, bytes) => this.#hear(channel, bytes);
    bus.onReady = () => void this.#begin();
    this.#timer = setInterval(() => this.#beat(), beatMs).unref();
  }

  /** Whether our own beat came back lately: a bus that is frozen looks connected. */
  get connected(): boolean {
    return performance.now() - this.#ownBeatAt < this.#options.beatMs * 2.5;
  }

  opened(document: SharedDocument): void {
    void this.#share([document]);
  }

  closed(documentId: string): void {
    this.#options.bus.unsubscribe(this.#channel(documentId));
  }

  /** After a commit; never waited for. */
  committed(documentId: string, rows: readonly { seq: number; update: Uint8Array }[]): void {
    const updates = rows.map(({ update }) => update);
    const few = updates.reduce((sum, { length }) => sum + length, 0) <= batchBytes;
    const batch = () => ({ first: rows[0]!.seq, count: rows.length, update: mergeAll(updates) });
    this.#say(this.#channel(documentId), few ? { type: 'batch', ...batch() } : { type: 'look' });
  }

  present(documentId: string, entries: OwnedEntry[]): void {
    if (entries.length > 0) this.#say(this.#channel(documentId), { type: 'presence', entries });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#say(this.#everybody, { type: 'bye' });
    this.#options.bus.close();
  }

  get #everybody(): string {
    return `${this.#options.namespace}:nodes`;
  }

  #channel(documentId: string): string {
    return `${this.#options.namespace}:document:${documentId}`;
  }

  #say(channel: string, message: NodeMessage): void {
    this.#options.bus.publish(channel, writeNodeMessage(this.#id, message));
  }

  async #begin(): Promise<void> {
    await this.#options.bus.subscribe([this.#everybody]);
    this.#say(this.#everybody, { type: 'alive' });
    await this.#share([...this.#options.documents.values()]);
  }

  /** Listens, then asks the log what was written before, and the others who is there. */
  async #share(documents: readonly SharedDocument[]): Promise<void> {
    await this.#options.bus.subscribe(documents.map(({ id }) => this.#channel(id)));
    for (const document of documents) {
      // It may have gone, or come anew, meanwhile.
      if (this.#options.documents.get(document.id) !== document) {
        if (!this.#options.documents.has(document.id)) this.closed(document.id);
        continue;
      }
      this.#say(this.#channel(document.id), { type: 'who' });
      this.present(document.id, document.awareness.mine());
    }
    await Promise.all(documents.map(({ ready }) => ready));
    await this.#compare();
  }

  #hear(channel: string, bytes: Uint8Array): void {
    try {
      const { node, message } = readNodeMessage(bytes);
      if (node === this.#id) {
        if (message.type === 'alive') this.#ownBeatAt = performance.now();
        return;
      }
      this.counts.heard++;
      this.#heardAt.set(node, performance.now());
      if (message.type === 'bye') return this.#gone(node);
      const document = this.#options.documents.get(channel.slice(this.#channel('').length));
      if (document) this.#take(document, node, message);
    } catch (error) {
      this.counts.malformed++;
      this.#options.onTrouble('a message between nodes could not be read', error, '');
    }
  }

  #take(document: SharedDocument, node: string, message: NodeMessage): void {
    switch (message.type) {
      case 'batch':
        return document.log.learn(message.first, message.count, message.update);
      case 'look':
        return void document.log.catchUp();
      case 'presence':
        return document.awareness.learn(node, message.entries);
      case 'who':
        return this.present(document.id, document.awareness.mine());
      case 'alive':
      case 'bye':
        return;
    }
  }

  #beat(): void {
    this.#say(this.#everybody, { type: 'alive' });
    for (const [node, at] of this.#heardAt)
      if (performance.now() - at > this.#options.deadMs) this.#gone(node);
    // A bus may lose a word also while it is there: the log is asked then too, half as often.
    if (!this.connected || ++this.#turn % 2 === 0) void this.#compare();
  }

  #gone(node: string): void {
    this.#heardAt.delete(node);
    for (const document of this.#options.documents.values()) document.awareness.nodeGone(node);
  }

  /** One question to Postgres for all open documents: how far is the log? */
  async #compare(): Promise<void> {
    if (this.#comparing || this.#options.documents.size === 0) return;
    this.#comparing = true;
    this.counts.compared++;
    try {
      const open = [...this.#options.documents.values()];
      const heads = await headsOf(
        this.#options.pool,
        open.map(({ id }) => id),
      );
      for (const document of open) document.log.headIs(heads.get(document.id) ?? null);
    } catch (error) {
      this.#options.onTrouble('the log could not be asked how far it is', error, '');
    } finally {
      this.#comparing = false;
    }
  }
}
