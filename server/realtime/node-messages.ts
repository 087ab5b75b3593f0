import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { AwarenessEntry } from './frames.ts';

/** A presence with the person whom its client id belongs to. */
export interface OwnedEntry extends AwarenessEntry {
  owner: string;
}

/** What nodes say to each other. `batch`: these rows are committed; `look`: rows are committed, too many to send along. */
export type NodeMessage =
  | { type: 'batch'; first: number; count: number; update: Uint8Array }
  | { type: 'look' }
  | { type: 'presence'; entries: OwnedEntry[] }
  | { type: 'who' }
  | { type: 'alive' }
  | { type: 'bye' };

const types = ['batch', 'look', 'presence', 'who', 'alive', 'bye'] as const;
const maxBytes = 4_000_000;
const maxEntries = 2000;
const maxState = 8000;

export function writeNodeMessage(node: string, message: NodeMessage): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, node);
  encoding.writeVarUint(encoder, types.indexOf(message.type));
  if (message.type === 'batch') {
    encoding.writeVarUint(encoder, message.first);
    encoding.writeVarUint(encoder, message.count);
    encoding.writeVarUint8Array(encoder, message.update);
  } else if (message.type === 'presence') {
    encoding.writeVarUint(encoder, message.entries.length);
    for (const { clientId, clock, state, owner } of message.entries) {
      encoding.writeVarUint(encoder, clientId);
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarString(encoder, state);
      encoding.writeVarString(encoder, owner);
    }
  }
  return encoding.toUint8Array(encoder);
}

/** Throws on anything that is not whole, and leaves out presences that cannot be shown: Redis is outside. */
export function readNodeMessage(bytes: Uint8Array): { node: string; message: NodeMessage } {
  if (bytes.length > maxBytes) throw new Error('a message between nodes is too large');
  const decoder = decoding.createDecoder(bytes);
  const node = decoding.readVarString(decoder);
  const type = types[decoding.readVarUint(decoder)];
  if (node.length > 64 || !type) throw new Error('an unknown message between nodes');
  if (type === 'batch') {
    const first = decoding.readVarUint(decoder);
    const count = decoding.readVarUint(decoder);
    if (first < 1 || count < 1) throw new Error('a batch without a number');
    return { node, message: { type, first, count, update: decoding.readVarUint8Array(decoder) } };
  }
  if (type === 'presence') return { node, message: { type, entries: readEntries(decoder) } };
  return { node, message: { type } };
}

function readEntries(decoder: decoding.Decoder): OwnedEntry[] {
  const count = decoding.readVarUint(decoder);
  if (count > maxEntries) throw new Error('too many presences');
  const entries = Array.from({ length: count }, () => ({
    clientId: decoding.readVarUint(decoder),
    clock: decoding.readVarUint(decoder),
    state: decoding.readVarString(decoder),
    owner: decoding.readVarString(decoder),
  }));
  return entries.filter(({ state }) => state.length <= maxState && isObject(state));
}

function isObject(json: string): boolean {
  try {
    const parsed: unknown = JSON.parse(json);
    return typeof parsed === 'object' && !Array.isArray(parsed);
  } catch {
    return false;
  }
}
