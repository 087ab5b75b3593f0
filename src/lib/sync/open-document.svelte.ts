import * as decoding from 'lib0/decoding';
import { IndexeddbPersistence } from 'y-indexeddb';
import { WebsocketProvider } from 'y-websocket';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { closeCode } from '#domain/sync/close-codes.ts';
import { messageType } from '#domain/sync/messages.ts';
import { documentLine } from './line.ts';
import { PendingChanges } from './pending.ts';
import { DeviceStore, documentDatabase } from './store.ts';

export type SyncPhase =
  | 'loading'
  | 'connecting'
  | 'saved'
  | 'saving'
  | 'offline'
  | 'read-only'
  | 'removed'
  | 'signed-out'
  | 'too-large';

const offlineAfterMs = 3500;

/** How things stand between this page and the server, for people to see. */
export class SyncState {
  /** The device's copy was read, or there is none. */
  loaded = $state(false);
  connected = $state(false);
  synced = $state(false);
  /** Waited long enough for the first connection to say that there is no network. */
  waitedLong = $state(false);
  /** The document holds what the server once sent: it may be shown, and written in. */
  hasContent = $state(false);
  canEdit = $state(false);
  pending = $state(0);
  closedWith = $state<number | null>(null);
  storageUnavailable = $state(false);

  readonly phase: SyncPhase = $derived.by(() => {
    if (this.closedWith === closeCode.signedOut) return 'signed-out';
    if (this.closedWith === closeCode.tooLarge) return 'too-large';
    if (this.closedWith !== null) return 'removed';
    if (!this.loaded) return 'loading';
    if (!this.connected) return this.waitedLong ? 'offline' : this.pending > 0 ? 'saving' : 'connecting';
    if (!this.synced) return this.pending > 0 ? 'saving' : 'connecting';
    if (!this.canEdit) return 'read-only';
    return this.pending > 0 ? 'saving' : 'saved';
  });
  /** Never before the first sync: who types into an empty document doubles the plan, or loses the words. */
  readonly mayWrite = $derived(
    this.canEdit && this.hasContent && this.closedWith === null && (this.synced || this.loaded),
  );
}

export interface OpenDocument {
  doc: Y.Doc;
  awareness: Awareness;
  state: SyncState;
  store: DeviceStore | null;
  /** Waits until everything is on the server's disk, at most `ms`. Says how many changes are not. */
  flush(ms: number): Promise<number>;
  close(): void;
}

const openDocuments = new Set<OpenDocument>();
export const documentsOpenHere = (): ReadonlySet<OpenDocument> => openDocuments;

/** Opens a shared document: first from this device, then from the server. Browser only. */
export function openDocument(options: {
  documentId: string;
  personId: string;
  canEdit: boolean;
}): OpenDocument {
  const { documentId, personId } = options;
  const doc = new Y.Doc();
  const state = new SyncState();
  state.canEdit = options.canEdit;
  let pending = new PendingChanges(documentId, null, (count) => (state.pending = count));
  let persistence: IndexeddbPersistence | null = null;
  let closed = false;

  const provider = new WebsocketProvider(address(), documentId, doc, {
    connect: false,
    disableBc: true,
    params: { ack: '1' },
    maxBackoffTime: 4000 + Math.random() * 3000,
    WebSocketPolyfill: documentLine({
      opened: () => pending.connected(),
      sent: (isWhole) => pending.sent(isWhole),
    }),
  });
  hearOurMessages(provider, state, () => pending);
  watch(provider, state);

  const lookForContent = () => (state.hasContent = doc.getMap('meta').has('schemaVersion'));
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    pending.note(transaction);
    if (!state.hasContent) lookForContent();
  });

  const guard = (event: BeforeUnloadEvent) => {
    if (pending.endangered) event.preventDefault();
  };
  window.addEventListener('beforeunload', guard);
  const comeBack = () => {
    provider.wsUnsuccessfulReconnects = 0;
    if (state.closedWith === null && !provider.ws) provider.connect();
  };
  const goneOffline = () => (state.waitedLong = true);
  window.addEventListener('online', comeBack);
  window.addEventListener('offline', goneOffline);
  const patience = setTimeout(() => (state.waitedLong = true), offlineAfterMs);

  const opened: OpenDocument = {
    doc,
    awareness: provider.awareness,
    state,
    store: null,
    async flush(ms) {
      const end = Date.now() + ms;
      while (pending.count > 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
      return pending.count;
    },
    close() {
      if (closed) return;
      closed = true;
      openDocuments.delete(opened);
      clearTimeout(patience);
      window.removeEventListener('beforeunload', guard);
      window.removeEventListener('online', comeBack);
      window.removeEventListener('offline', goneOffline);
      provider.destroy();
      void persistence?.destroy();
      doc.destroy();
      opened.store?.close();
    },
  };
  openDocuments.add(opened);

  void (async () => {
    const store = await DeviceStore.open(personId);
    if (closed) return store?.close();
    opened.store = store;
    state.storageUnavailable = store === null;
    pending = new PendingChanges(documentId, store, (count) => (state.pending = count));
    await pending.load();
    if (store) {
      persistence = new IndexeddbPersistence(documentDatabase(personId, documentId), doc);
      await Promise.race([persistence.whenSynced, new Promise((resolve) => setTimeout(resolve, 3000))]);
    }
    if (closed) return;
    lookForContent();
    state.loaded = true;
    if (!navigator.onLine) state.waitedLong = true;
    provider.connect();
  })();
  return opened;
}

const address = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`;

function hearOurMessages(provider: WebsocketProvider, state: SyncState, pending: () => PendingChanges): void {
  const handlers = provider.messageHandlers as ((encoder: unknown, decoder: decoding.Decoder) => void)[];
  handlers[messageType.ack] = (_encoder, decoder) => pending().acknowledged(decoding.readVarUint(decoder));
  handlers[messageType.rights] = (_encoder, decoder) => {
    state.canEdit = decoding.readVarUint(decoder) === 1;
    if (state.canEdit) pending().mustSendAgain();
  };
}

function watch(provider: WebsocketProvider, state: SyncState): void {
  provider.on('status', ({ status }) => {
    state.connected = status === 'connected';
    if (status !== 'connected') return;
    state.waitedLong = false;
    // The others heard that we left, with this very clock; a newer one brings us back into their list at once.
    provider.awareness.setLocalState(provider.awareness.getLocalState());
  });
  provider.on('sync', (synced) => (state.synced = synced));
  provider.on('closed', ({ code }) => (state.closedWith = code));
  provider.on('connection-close', (event) => {
    if (event) state.waitedLong = true;
    // Whoever lost the same server comes back at different moments.
    provider.wsUnsuccessfulReconnects += Math.random() * 0.8;
    // The server's socket library refuses a frame far beyond the limit with its own code.
    if (event?.code === 1009) {
      state.closedWith = closeCode.tooLarge;
      provider.shouldConnect = false;
    }
  });
}
