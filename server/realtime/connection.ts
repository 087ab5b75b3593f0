import type { IncomingMessage } from 'node:http';
import { closeCode, type CloseCode } from '#domain/sync/close-codes.ts';
import { framed } from '#domain/sync/framing.ts';
import type { Limits } from './limits.ts';
import type { Pace } from './pace.ts';
import { deflatedFrame } from './deflated.ts';
import { rightsFrame } from './frames.ts';
import type { Line } from './line.ts';
import type { Rights } from './rights.ts';

/** One signed-in line on one document: its rights, its limits, its pace. Knows nothing of documents. */
export class Connection {
  readonly #line: Line;
  readonly req: IncomingMessage;
  readonly documentId: string;
  readonly limits: Limits;
  readonly wantsAcks: boolean;
  readonly #wantsDeflated: boolean;
  rights: Rights;
  /** Yjs client ids that this connection has claimed. */
  awarenessClients = 0;
  /** Update frames received, of which so many are still on their way to the log. */
  received = 0;
  unsaved = 0;
  /** Questions (step 1) that it has not answered, and updates put off until it does: they count as unsaved. */
  asked = 0;
  early = 0;
  alive = true;
  /** Why this side ended it; null while it has not. */
  closedWith: CloseCode | null = null;
  tooSlow = false;
  #acked = 0;
  #holds = 1;
  #held: { bytes: number; work: () => void }[] = [];
  #heldBytes = 0;
  readonly pace: Pace;
  readonly #onFrame: (connection: Connection, frame: Uint8Array) => void;
  readonly #onMalformed: (connection: Connection, error: unknown) => void;

  constructor(options: {
    line: Line;
    req: IncomingMessage;
    documentId: string;
    limits: Limits;
    pace: Pace;
    rights: Rights;
    /** May throw on a malformed frame. */
    onFrame: (connection: Connection, frame: Uint8Array) => void;
    onMalformed: (connection: Connection, error: unknown) => void;
  }) {
    const { line, limits } = options;
    this.#line = line;
    this.req = options.req;
    this.documentId = options.documentId;
    this.limits = limits;
    this.rights = options.rights;
    const asked = new URL(this.req.url ?? '/', 'http://sync').searchParams;
    this.wantsAcks = asked.get('ack') === '1';
    this.#wantsDeflated = asked.get('deflate') === '1';
    this.#onFrame = options.onFrame;
    this.#onMalformed = options.onMalformed;
    this.pace = options.pace;
    line.onMessage = (message) => this.#receive(message);
    line.onAlive = () => (this.alive = true);
  }

  get open(): boolean {
    return this.closedWith === null && this.#line.open;
  }

  /** Until `release`, frames wait (bounded): the document loads, or the rights are being read again. */
  hold(): void {
    this.#holds++;
  }

  release(): void {
    this.#holds = Math.max(0, this.#holds - 1);
    while (this.#holds === 0 && this.#held.length > 0 && this.open) {
      const { bytes, work } = this.#held.shift()!;
      this.#heldBytes -= bytes;
      this.#attempt(work);
    }
  }

  /** Frames wait until this is known, then it goes on; when it cannot be known, the client comes back later. */
  waitFor(known: Promise<void>, goOn: () => void): void {
    this.hold();
    const go = () => {
      // First in line, but not before everything else that is waited for.
      this.#held.unshift({ bytes: 0, work: goOn });
      this.release();
    };
    known.then(go, () => this.close(closeCode.tryAgain));
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#onMalformed(this, error);
    }
  }

  #receive(frame: Uint8Array | null): void {
    if (!this.open) return;
    if (!frame) return this.close(closeCode.malformed);
    if (frame.length > this.limits.frameBytes) return this.close(closeCode.tooLarge);
    this.pace.usedAt = performance.now();
    if (!this.pace.mayUpdate(1) || !this.pace.mayBytes(frame.length)) return this.close(closeCode.tooFast);
    const work = () => this.#onFrame(this, frame);
    if (this.#holds === 0) return this.#attempt(work);
    this.#held.push({ bytes: frame.length, work });
    this.#heldBytes += frame.length;
    if (this.#heldBytes > this.limits.heldBytes) this.close(closeCode.tooFast);
  }

  send(message: Uint8Array): void {
    this.sendFramed(framed(message));
  }

  /** Sends a message around much of a document, packed if the client can unpack it. */
  sendLarge(message: Uint8Array, content: Uint8Array): void {
    this.send((this.#wantsDeflated && deflatedFrame(message, content)) || message);
  }

  /** Sends what `framed` made; a reader that owes too much is sent away rather than buffered for. */
  sendFramed(bytes: Uint8Array): void {
    if (!this.open) return;
    if (this.#line.owed <= this.limits.bufferedBytes) return this.#line.write(bytes);
    this.tooSlow = true;
    this.close(closeCode.tryAgain);
  }

  /** How many of the updates received are on disk now, if that is news. */
  savedUpTo(count: number, frameOf: (count: number) => Uint8Array): void {
    if (!this.wantsAcks || count <= this.#acked) return;
    this.#acked = count;
    this.send(frameOf(count));
  }

  /** An update that stands on what is not here: typed before our question was answered, it is in that answer too. */
  tooEarly(): void {
    if (this.asked === 0) return this.close(closeCode.tryAgain);
    this.putOff();
  }

  /** What came is not kept; the next answer that is contains it, and nothing from here on is acknowledged before. */
  putOff(): void {
    this.early++;
    this.unsaved++;
  }

  /** Our question has an answer. */
  answered(): void {
    this.asked = Math.max(0, this.asked - 1);
    if (this.asked > 0) return;
    this.unsaved -= this.early;
    this.early = 0;
  }

  setRights(rights: Rights): void {
    const changed = rights.canEdit !== this.rights.canEdit;
    this.rights = rights;
    if (changed) this.tellRights();
  }

  tellRights(): void {
    if (this.wantsAcks) this.send(rightsFrame(this.rights.canEdit));
  }

  close(code: CloseCode): void {
    if (this.closedWith !== null) return;
    this.closedWith = code;
    this.#held = [];
    this.#line.close(code);
  }

  /** Whether there was a sign of life since the last question; asks for the next one. */
  beat(): boolean {
    if (!this.alive) this.#line.end();
    const { alive } = this;
    this.alive = false;
    if (alive) this.#line.ping();
    return alive;
  }
}
