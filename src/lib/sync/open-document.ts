import type { Awareness } from 'y-protocols/awareness';
import type { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { bytesOf } from './bytes-of.ts';
import { closeCode } from '#domain/sync/close-codes.ts';
import { openDeviceCopy, type DeviceCopy } from './device-copy.ts';
import { Patience } from './patience.ts';
import { PendingChanges } from './pending.ts';
import { makeProvider } from './provider.ts';
import type { DeviceStore } from './store.ts';
import { SyncState } from './sync-state.svelte.ts';

const offlineAfterMs = 3500;
const smallerAgainMs = 2000;
/** "Kept" is said in a pause, when all is on the disk: the words do not change with each letter. */
const pauseMs = 300;
/** So it is with "saved", for as long: at each letter the words would come and go. */
const calmMs = 400;
/** A line that says nothing for so long is slow, or dead without anybody having noticed. */
const slowLineMs = 5000;

const openDocuments = new Set<OpenDocument>();
export const documentsOpenHere = (): ReadonlySet<OpenDocument> => openDocuments;

/** Opens a shared document: first from this device, then from the server. Browser only. */
export function openDocument(options: {
  documentId: string;
  personId: string;
  canEdit: boolean;
  /** Where the server's document can be had ahead of the socket. */
  ahead?: string | null;
}): OpenDocument {
  const opened = new OpenDocument(options);
  openDocuments.add(opened);
  return opened;
}

/** A document on this page, from `openDocument` to `close`. */
export class OpenDocument {
  readonly doc = new Y.Doc();
  readonly state = new SyncState();
  readonly awareness: Awareness;
  readonly #provider: WebsocketProvider;
  readonly #documentId: string;
  /** Aborted when the document is closed: takes every listener away. */
  readonly #end = new AbortController();
  #pending: PendingChanges;
  #copy: DeviceCopy | null = null;
  #trying: ReturnType<typeof setTimeout> | undefined;
  #calming: ReturnType<typeof setTimeout> | undefined;
  readonly #pause = new Patience(pauseMs, (now) => (this.state.kept = now ? this.state.pending : 0));
  readonly #line = new Patience(slowLineMs, (slow) => (this.state.slow = slow));

  constructor({ documentId, personId, canEdit, ahead = null }: Parameters<typeof openDocument>[0]) {
    this.#documentId = documentId;
    this.state.canEdit = canEdit;
    this.#pending = this.#count(null);
    this.#provider = makeProvider(this.doc, { documentId, personId }, this.state, {
      pending: () => this.#pending,
      answered: () => this.#line.answered(),
    });
    this.awareness = this.#provider.awareness;
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => this.#written(transaction));
    this.#watchPage();
    void this.#start(personId, ahead);
  }

  /** This person's drawer on the device; null where the browser keeps nothing. */
  get store(): DeviceStore | null {
    return this.#copy?.store ?? null;
  }

  /** Whether something would be lost with the page: neither the device nor the server has it. */
  get endangered(): boolean {
    return this.#pending.endangered;
  }

  /** A letter is about to be written into the document: until it is saved, not all is. */
  awaits(): void {
    if (this.state.pending === 0) this.state.pending = 1;
    this.#calmDown();
  }

  #calmDown(): void {
    clearTimeout(this.#calming);
    this.#calming = setTimeout(() => (this.state.pending = this.#pending.count), calmMs);
  }

  /** Waits until everything is on the server's disk, at most `ms`. Says how many changes are not. */
  async flush(ms: number): Promise<number> {
    const end = performance.now() + ms;
    while (this.#pending.count > 0 && performance.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return this.#pending.count;
  }

  close(): void {
    if (!openDocuments.delete(this)) return;
    this.#end.abort();
    clearTimeout(this.#trying);
    clearTimeout(this.#calming);
    this.#pause.waits(false);
    this.#line.waits(false);
    this.#provider.destroy();
    this.#copy?.close();
    this.doc.destroy();
  }

  /** First what this device has, or the server's document as a file, then the socket. */
  async #start(personId: string, ahead: string | null): Promise<void> {
    const ids = { documentId: this.#documentId, personId };
    const copy = await openDeviceCopy(this.doc, ids, () => this.#keepsNoMore());
    if (this.#end.signal.aborted) return copy?.close();
    this.#copy = copy;
    this.state.storageUnavailable ||= copy === null;
    this.#pending = this.#count(copy);
    await this.#pending.load();
    if (this.#end.signal.aborted) return;
    this.#lookForContent();
    if (ahead && !this.state.hasContent) await this.#read(ahead);
    if (this.#end.signal.aborted) return;
    this.state.loaded = true;
    if (!navigator.onLine) this.state.waitedLong = true;
    this.#provider.connect();
  }

  /** The socket brings it as well, later. */
  async #read(ahead: string): Promise<void> {
    try {
      Y.applyUpdate(this.doc, await bytesOf(ahead, this.#end.signal), 'ahead');
    } catch {
      // No line, or no document: the socket says why.
    }
  }

  #count(copy: DeviceCopy | null): PendingChanges {
    const changes = new PendingChanges(this.#documentId, copy, (count, kept) => {
      if (count > 0) this.state.pending = count;
      this.#calmDown();
      this.state.kept = Math.min(this.state.kept, count);
      this.#pause.waits(kept && count > 0);
      this.#line.waits(count > 0);
    });
    if (this.state.storageUnavailable) changes.keepsNoMore();
    return changes;
  }

  /** The device is full, or its store was taken away. */
  #keepsNoMore(): void {
    if (this.#end.signal.aborted) return;
    this.state.storageUnavailable = true;
    this.#pending.keepsNoMore();
  }

  #written(transaction: Y.Transaction): void {
    this.#pending.note(transaction);
    if (!this.state.hasContent) this.#lookForContent();
    const smaller = transaction.local && transaction.deleteSet.clients.size > 0;
    if (smaller && this.state.closedWith === closeCode.tooLarge) this.#trySmaller();
  }

  /** It was too large, and somebody took words out: perhaps it fits now. */
  #trySmaller(): void {
    clearTimeout(this.#trying);
    this.#trying = setTimeout(() => this.#tryAgain(), smallerAgainMs);
  }

  #tryAgain(): void {
    this.state.closedWith = null;
    this.#provider.connect();
  }

  #lookForContent(): void {
    this.state.hasContent = this.doc.getMap('meta').has('schemaVersion');
  }

  #watchPage(): void {
    const { signal } = this.#end;
    const on = (name: string, heard: (event: Event) => void) =>
      window.addEventListener(name, heard, { signal });
    on('beforeunload', (event) => {
      if (this.endangered) event.preventDefault();
    });
    on('offline', () => (this.state.waitedLong = true));
    on('online', () => {
      this.#provider.wsUnsuccessfulReconnects = 0;
      if (this.state.loaded && this.state.closedWith === null && !this.#provider.ws) this.#provider.connect();
    });
    // Perhaps signed in again, in another tab.
    on('focus', () => {
      if (this.state.closedWith === closeCode.signedOut) this.#tryAgain();
    });
    const patience = setTimeout(() => (this.state.waitedLong = true), offlineAfterMs);
    signal.addEventListener('abort', () => clearTimeout(patience));
  }
}
