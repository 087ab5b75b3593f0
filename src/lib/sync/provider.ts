import * as decoding from 'lib0/decoding';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { closeCode } from '#domain/sync/close-codes.ts';
import { messageType } from '#domain/sync/messages.ts';
import { changedWay, documentLine } from './line.ts';
import type { PendingChanges } from './pending.ts';
import type { SyncState } from './sync-state.svelte.ts';
import { canUnpack, unpack } from './unpack.ts';

/** What a server's socket library says of a frame far beyond the limit. */
const frameTooLarge = 1009;

/** y-websocket's provider over our line; it tells `state` and `pending` what the server says. Not yet connected. */
export function makeProvider(
  doc: Y.Doc,
  { documentId, personId }: { documentId: string; personId: string },
  state: SyncState,
  heard: { pending: () => PendingChanges; answered: () => void },
): WebsocketProvider {
  const { pending } = heard;
  const provider = new WebsocketProvider(address(), documentId, doc, {
    connect: false,
    // Other tabs would see what is not saved.
    disableBc: true,
    // Never under the sign-in of somebody else who came to this device meanwhile.
    params: { ack: '1', person: personId, ...(canUnpack ? { deflate: '1' } : {}) },
    maxBackoffTime: 4000 + Math.random() * 3000,
    WebSocketPolyfill: documentLine({
      opened: () => pending().connected(),
      sent: (isWhole) => pending().sent(isWhole),
    }),
  });
  hearOurMessages(provider, state, heard);
  watch(provider, state);
  return provider;
}

const address = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`;

function hearOurMessages(
  provider: WebsocketProvider,
  state: SyncState,
  { pending, answered }: Parameters<typeof makeProvider>[3],
): void {
  const handlers = provider.messageHandlers as ((encoder: unknown, decoder: decoding.Decoder) => void)[];
  handlers[messageType.ack] = (_encoder, decoder) => {
    answered();
    pending().acknowledged(decoding.readVarUint(decoder));
  };
  handlers[messageType.rights] = (_encoder, decoder) => {
    state.canEdit = decoding.readVarUint(decoder) === 1;
    if (state.canEdit) pending().mustSendAgain();
  };
  handlers[messageType.size] = (_encoder, decoder) => {
    const bytes = decoding.readVarUint(decoder);
    state.fullness = bytes / decoding.readVarUint(decoder);
  };
  handlers[messageType.deflated] = (_encoder, decoder) => {
    const { ws } = provider;
    // As if it came just now; what overtakes it waits in Yjs. A line that has ended meanwhile hears nothing.
    void unpack(decoding.readVarUint8Array(decoder)).then(
      (data) => ws?.onmessage?.({ data } as MessageEvent),
      () => ws?.close(),
    );
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
    if (event && event.code !== changedWay) state.waitedLong = true;
    // Whoever lost the same server comes back at different moments.
    provider.wsUnsuccessfulReconnects += Math.random() * 0.8;
    if (event?.code !== frameTooLarge) return;
    state.closedWith = closeCode.tooLarge;
    provider.shouldConnect = false;
  });
}
