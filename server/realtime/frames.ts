import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { messageType, syncType } from '#domain/sync/messages.ts';

/** What a client can say. Unknown types are ignored, broken ones throw. */
export type Incoming =
  | { type: 'step1'; stateVector: Uint8Array }
  | { type: 'update'; update: Uint8Array; step2: boolean }
  | { type: 'awareness'; entries: AwarenessEntry[] }
  | { type: 'queryAwareness' }
  | { type: 'ignored' };

export interface AwarenessEntry {
  clientId: number;
  clock: number;
  /** JSON as it came. */
  state: string;
}

const maxAwarenessEntries = 2000;

/** Reads one frame. Throws on anything that is not whole. */
export function readFrame(frame: Uint8Array): Incoming {
  const decoder = decoding.createDecoder(frame);
  switch (decoding.readVarUint(decoder)) {
    case messageType.sync:
      return readSync(decoder);
    case messageType.awareness:
      return { type: 'awareness', entries: readAwareness(decoding.readVarUint8Array(decoder)) };
    case messageType.queryAwareness:
      return { type: 'queryAwareness' };
    default:
      return { type: 'ignored' };
  }
}

function readSync(decoder: decoding.Decoder): Incoming {
  const kind = decoding.readVarUint(decoder);
  if (kind === syncType.step1) return { type: 'step1', stateVector: decoding.readVarUint8Array(decoder) };
  if (kind === syncType.step2 || kind === syncType.update) {
    return { type: 'update', update: decoding.readVarUint8Array(decoder), step2: kind === syncType.step2 };
  }
  throw new Error('unknown sync message');
}

function readAwareness(bytes: Uint8Array): AwarenessEntry[] {
  const decoder = decoding.createDecoder(bytes);
  const count = decoding.readVarUint(decoder);
  if (count > maxAwarenessEntries) throw new Error('too many awareness entries');
  const entries: AwarenessEntry[] = [];
  for (let i = 0; i < count; i++) {
    const clientId = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    entries.push({ clientId, clock, state: decoding.readVarString(decoder) });
  }
  return entries;
}

const frame = (write: (encoder: encoding.Encoder) => void): Uint8Array => {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
};

const syncFrame = (kind: number, bytes: Uint8Array) =>
  frame((encoder) => {
    encoding.writeVarUint(encoder, messageType.sync);
    encoding.writeVarUint(encoder, kind);
    encoding.writeVarUint8Array(encoder, bytes);
  });

export const step1Frame = (stateVector: Uint8Array) => syncFrame(syncType.step1, stateVector);
export const step2Frame = (update: Uint8Array) => syncFrame(syncType.step2, update);
export const updateFrame = (update: Uint8Array) => syncFrame(syncType.update, update);

/** "The first `count` updates that you sent on this connection are on disk." */
export const ackFrame = (count: number) =>
  frame((encoder) => {
    encoding.writeVarUint(encoder, messageType.ack);
    encoding.writeVarUint(encoder, count);
  });

/** "You may write" or "you may only read". */
export const rightsFrame = (canEdit: boolean) =>
  frame((encoder) => {
    encoding.writeVarUint(encoder, messageType.rights);
    encoding.writeVarUint(encoder, canEdit ? 1 : 0);
  });

/** "The document has so many bytes of so many." */
export const sizeFrame = (bytes: number, limit: number) =>
  frame((encoder) => {
    encoding.writeVarUint(encoder, messageType.size);
    encoding.writeVarUint(encoder, bytes);
    encoding.writeVarUint(encoder, limit);
  });

export const awarenessFrame = (entries: readonly AwarenessEntry[]) =>
  frame((encoder) => {
    const inner = encoding.createEncoder();
    encoding.writeVarUint(inner, entries.length);
    for (const { clientId, clock, state } of entries) {
      encoding.writeVarUint(inner, clientId);
      encoding.writeVarUint(inner, clock);
      encoding.writeVarString(inner, state);
    }
    encoding.writeVarUint(encoder, messageType.awareness);
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner));
  });
