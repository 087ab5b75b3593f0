import * as Y from 'yjs';
import { closeCode, type CloseCode } from '#domain/sync/close-codes.ts';
import { framed } from '#domain/sync/framing.ts';
import { AwarenessRelay } from './awareness.ts';
import { amountOf, Compaction, type Amount } from './compaction.ts';
import { Content } from './content.ts';
import type { Connection } from './connection.ts';
import { ackFrame, step1Frame, step2Frame, updateFrame, type AwarenessEntry } from './frames.ts';
import { KnownIds } from './known-ids.ts';
import { IdGate } from './id-gate.ts';
import type { Committed } from './log.ts';
import { LogReader } from './log-reader.ts';
import type { DocumentOptions } from './document-options.ts';
import { emptyUpdate, mergeAll } from './merge.ts';
import { readableTail } from './readable.ts';
import { acknowledge, soleSender, type Sender } from './sender.ts';
import { SizeNotice } from './size-notice.ts';
import { loadDocument, rowsAfter, type Compacted } from './store.ts';
import { decodeChecked, onlyDeletes, type DecodedUpdate } from './validate.ts';

/** Beyond the limit only deletions are taken, up to so much more: they are what makes room. */
const roomForDeletions = 1.1;

/**
 * One hot document: what is committed, in binary, and who is connected. It never holds a Y.Doc and never shows
 * what is not on disk. loading → open → closed, and `#shut` is the only way out.
 */
export class OpenDocument {
  readonly id: string;
  readonly connections = new Set<Connection>();
  readonly ready: Promise<void>;
  readonly awareness: AwarenessRelay;
  readonly log: LogReader;
  state: 'loading' | 'open' | 'closed' = 'loading';
  roomId = '';
  readonly #options: DocumentOptions;
  readonly #size: SizeNotice;
  readonly #content = new Content();
  readonly #compaction: Compaction;
  /** What is committed while a compacted form is being taken over. */
  #meanwhile: Uint8Array[] | null = null;
  /** Given to the log, which saves in this order. */
  readonly #unsaved: Uint8Array[] = [];
  #unsavedBytes = 0;
  readonly #ids = new KnownIds(this.#content, this.#unsaved);
  readonly #gate: IdGate;
  #idle: NodeJS.Timeout | null = null;

  constructor(options: DocumentOptions) {
    this.id = options.id;
    this.#options = options;
    this.#compaction = new Compaction({
      compactAfter: options.compactAfter,
      fold: () => this.#fold(),
      onTrouble: (error) => options.onTrouble('a document could not be compacted', error, this.id),
    });
    this.#size = new SizeNotice(options.documentBytes);
    this.#gate = new IdGate(options.id, this.#ids, options.askOwners);
    this.awareness = new AwarenessRelay(options.awarenessMs, (frame) => {
      const bytes = framed(frame);
      for (const connection of this.connections) connection.sendFramed(bytes);
    });
    this.awareness.onMine = (entries) => options.onPresence?.(options.id, entries);
    this.log = new LogReader({
      ...options,
      state: () => this.state,
      ready: () => this.ready,
      stateVector: () => this.#content.vector,
      onRead: (updates) => {
        this.#keep(updates);
        this.#show(updates, null);
      },
      onGone: () => this.#shut(closeCode.notFound),
    });
    this.ready = this.#load();
  }

  /** Adds a connection and, once the document is loaded, starts its conversation. */
  async join(connection: Connection): Promise<void> {
    this.connections.add(connection);
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    await this.ready;
    if (this.state !== 'open' || !connection.open) return;
    connection.tellRights();
    // Who may only read is not asked for what it has.
    if (connection.rights.canEdit) this.ask(connection);
    const present = this.awareness.all();
    if (present) connection.send(present);
    this.#size.joined(connection, this.#content.bytes);
    connection.release();
  }

  leave(connection: Connection): void {
    if (!this.connections.delete(connection)) return;
    this.awareness.left(connection);
    this.#rest();
  }

  /** Asks for what a connection has: it may write. */
  ask(connection: Connection): void {
    if (this.state !== 'open') return;
    connection.asked++;
    // After what waits to be answered: whoever opens a large document has its words before we have counted them.
    setImmediate(() => {
      if (this.state === 'open') connection.send(step1Frame(this.#content.vector));
    });
  }

  /** Everything that the client's state vector lacks, and that is on disk: the last part is step 2. Throws on a broken state vector. */
  answer(connection: Connection, stateVector: Uint8Array): void {
    const parts = this.#content.since(stateVector);
    for (const part of parts.slice(0, -1)) connection.sendLarge(updateFrame(part), part);
    connection.sendLarge(step2Frame(parts.at(-1)!), parts.at(-1)!);
  }

  /** Who is here. Nobody appears under the client id of another person. */
  present(connection: Connection, entries: readonly AwarenessEntry[]): void {
    const { personId } = connection.rights;
    this.#gate.presence(connection, this.awareness.newIds(connection, entries), () => {
      const own = entries.filter(({ clientId }) => !this.#ids.isOthers(clientId, personId));
      this.awareness.receive(connection, own);
    });
  }

  /** Checks an update and gives it to the log. Throws on a malformed one. */
  receive(connection: Connection, update: Uint8Array, step2: boolean): void {
    const decoded = decodeChecked(update, connection.limits);
    this.#gate.update(connection, decoded, step2, () => this.#receive(connection, update, decoded, step2));
  }

  #receive(connection: Connection, update: Uint8Array, decoded: DecodedUpdate, step2: boolean): void {
    // Counted also when refused: the client counts what it sends.
    const index = ++connection.received;
    if (step2) connection.answered();
    if (!connection.rights.canEdit) return connection.putOff();
    if (decoded.empty || (step2 && this.#content.holds(decoded))) {
      if (connection.unsaved === 0) connection.savedUpTo(index, ackFrame);
      return;
    }
    const { personId } = connection.rights;
    if (connection.early > 0) return connection.tooEarly();
    // What is refused must not count as there.
    if (!this.#fits(update, decoded)) return this.#full(connection);
    if (!this.#ids.admit(decoded, personId)) return connection.tooEarly();
    connection.unsaved++;
    this.#unsaved.push(update);
    this.#unsavedBytes += update.length;
    const sender = { connection, index, document: this };
    this.#options.append({ documentId: this.id, personId, update, sender });
  }

  /** With all that is on its way; before anybody is refused, what came twice is counted once. */
  #fits(update: Uint8Array, decoded: DecodedUpdate): boolean {
    const limit = this.#options.documentBytes * (onlyDeletes(decoded) ? roomForDeletions : 1);
    const isOver = () => this.#content.bytes + this.#unsavedBytes + update.length > limit;
    if (isOver()) this.#content.settle();
    return !isOver();
  }

  /** Too large for its sender only. What was deleted still counts until it is compacted, so that the next try may fit. */
  #full(connection: Connection): void {
    this.#size.tell([connection], this.#content.bytes);
    connection.close(closeCode.tooLarge);
    if (this.#compaction.isDue) void this.#compaction.run();
  }

  /** A batch is on disk: keep it, show it to the others, tell the senders. */
  committed(rows: Committed<Sender>[]): void {
    // A document that was shut and opened again hears of what its forerunner sent.
    const senders = rows.flatMap((row) => row.senders);
    const saved = this.#unsaved.splice(0, senders.filter(({ document }) => document === this).length);
    for (const { length } of saved) this.#unsavedBytes -= length;
    if (this.state === 'loading') void this.ready.then(() => this.#take(rows, senders));
    else this.#take(rows, senders);
  }

  #take(rows: Committed<Sender>[], senders: readonly Sender[]): void {
    if (this.state !== 'open') return;
    const first = rows[0]!.seq;
    // Not when they were read from the log before we were told that they are in it.
    if (first > this.log.seq) {
      // Our own came after some that another node wrote.
      if (first > this.log.seq + 1)
        this.log.read(this.log.seq, first).catch((error: unknown) => this.failed(error));
      this.log.seq = rows.at(-1)!.seq;
      const updates = rows.map((row) => row.update);
      this.#keep(updates);
      this.#show(updates, soleSender(senders));
    }
    acknowledge(senders);
    this.#compaction.grew(amountOf(rows));
    if (this.connections.size === 0) this.#rest();
  }

  /** The log could not say that it saved: memory may differ from the disk, so it is dropped and read anew. */
  failed(error: unknown): void {
    this.#options.onTrouble('updates could not be saved', error, this.id);
    this.#shut(closeCode.tryAgain);
  }

  close(code: CloseCode): void {
    this.#shut(code);
  }

  async #load(): Promise<void> {
    try {
      const stored = await loadDocument(this.#options.pool, this.id);
      if (!stored) return this.#shut(closeCode.notFound);
      this.roomId = stored.roomId;
      this.#content.replace(stored.merged, await readableTail(stored, this.id, this.#options));
      this.log.seq = stored.tail.at(-1)?.seq ?? stored.mergedSeq;
      this.#compaction.found(amountOf(stored.tail));
      if (this.state === 'loading') this.state = 'open';
    } catch (error) {
      // Never an empty document in place of one that could not be read.
      this.#options.onTrouble('a document could not be loaded', error, this.id);
      this.#shut(closeCode.tryAgain);
    }
  }

  #keep(updates: readonly Uint8Array[]): void {
    this.#meanwhile?.push(...updates);
    this.#content.add(updates);
    this.#size.changed(this.connections, this.#content.bytes);
  }

  /** Merged once, framed once, the same bytes for everybody. Who sent all of it knows it already. */
  #show(updates: readonly Uint8Array[], sole: Connection | null): void {
    if (this.connections.size === 0 || (this.connections.size === 1 && sole && this.connections.has(sole)))
      return;
    const bytes = framed(updateFrame(mergeAll(updates)));
    for (const connection of this.connections) if (connection !== sole) connection.sendFramed(bytes);
  }

  /** Makes the stored form small, and takes it over in place of the one in memory, with what came after it. */
  async #fold(): Promise<Amount | null> {
    const { pool, compact } = this.#options;
    try {
      const compacted = await compact(this.id);
      if (!compacted) return null;
      if (this.connections.size === 0) return amountOf([]);
      this.#meanwhile = [];
      const later = await rowsAfter(pool, this.id, compacted.mergedSeq);
      if (this.state !== 'open') return null;
      this.#showCompacted(compacted);
      const since = [...later.map(({ update }) => update), ...this.#meanwhile];
      this.#content.replace(compacted.merged, since.length > 0 ? [mergeAll(since)] : []);
      this.#size.changed(this.connections, this.#content.bytes);
      return amountOf(later);
    } finally {
      this.#meanwhile = null;
    }
  }

  /** What another node wrote and we had not heard of is in the compacted form, and would never be read from the log. */
  #showCompacted({ merged, mergedSeq }: Compacted): void {
    if (mergedSeq <= this.log.seq) return;
    this.log.seq = mergedSeq;
    this.#show([Y.diffUpdate(merged, this.#content.vector)], null);
  }

  /** With nobody here and everything saved, the document goes after a while. */
  #rest(): void {
    if (this.state !== 'open' || this.connections.size > 0 || this.#unsaved.length > 0 || this.#idle) return;
    this.#idle = setTimeout(() => void this.#unload(), this.#options.idleMs);
    this.#idle.unref();
  }

  async #unload(): Promise<void> {
    if (this.#compaction.isDue) await this.#compaction.run();
    this.#idle = null;
    if (this.state === 'open' && this.connections.size === 0 && this.#unsaved.length === 0)
      this.#shut(closeCode.restarting);
  }

  #shut(code: CloseCode): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    if (this.#idle) clearTimeout(this.#idle);
    this.#compaction.stop();
    this.awareness.close();
    for (const connection of this.connections) connection.close(code);
    this.connections.clear();
    this.#content.replace(emptyUpdate, []);
    this.#options.onClosed(this);
  }
}
