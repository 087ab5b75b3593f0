import zlib from 'node:zlib';
import * as encoding from 'lib0/encoding';
import { messageType } from '#domain/sync/messages.ts';

/** Less is not worth the work. */
const worthBytes = 2_000;
/** Packed once for all who come: who has nothing yet gets the same bytes of a document as everybody. By kind of message. */
const packed = new WeakMap<Uint8Array, Map<number, Uint8Array>>();

/** The sync message around `content`, packed (zlib, RFC 1950) in a message of its own; null where that is not worth it. */
export function deflatedFrame(message: Uint8Array, content: Uint8Array): Uint8Array | null {
  if (content.length < worthBytes) return null;
  const kinds = packed.get(content) ?? new Map<number, Uint8Array>();
  packed.set(content, kinds);
  const kind = message[1]!;
  const frame = kinds.get(kind) ?? packedFrame(message);
  kinds.set(kind, frame);
  return frame;
}

function packedFrame(message: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageType.deflated);
  encoding.writeVarUint8Array(encoder, zlib.deflateSync(message));
  return encoding.toUint8Array(encoder);
}
