// How each server is spoken to. The light clients of the bench know no Y.Doc: they send prepared updates and count what arrives.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

const emptyStateVector = new Uint8Array([0]);

export interface Heard {
  kind: 'update' | 'whole' | 'ack' | 'other';
  bytes: Uint8Array;
}
export interface Wire {
  path(document: string): string;
  /** What a client says first. */
  hello(document: string): Uint8Array[];
  update(document: string, update: Uint8Array): Uint8Array;
  awareness(document: string, clientId: number, clock: number, state: string): Uint8Array;
  read(frame: Uint8Array): Heard;
}

const framed = (document: string | null, write: (encoder: encoding.Encoder) => void): Uint8Array => {
  const encoder = encoding.createEncoder();
  if (document !== null) encoding.writeVarString(encoder, document);
  write(encoder);
  return encoding.toUint8Array(encoder);
};

const sync = (document: string | null, kind: number, bytes: Uint8Array) =>
  framed(document, (encoder) => {
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, kind);
    encoding.writeVarUint8Array(encoder, bytes);
  });

const presence = (document: string | null, clientId: number, clock: number, state: string) =>
  framed(document, (encoder) => {
    const inner = encoding.createEncoder();
    encoding.writeVarUint(inner, 1);
    encoding.writeVarUint(inner, clientId);
    encoding.writeVarUint(inner, clock);
    encoding.writeVarString(inner, state);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner));
  });

const nothing = new Uint8Array();

function readSync(decoder: decoding.Decoder): Heard {
  if (decoding.readVarUint(decoder) !== 0) return { kind: 'other', bytes: nothing };
  const kind = decoding.readVarUint(decoder);
  if (kind === 0) return { kind: 'other', bytes: nothing };
  return { kind: kind === 1 ? 'whole' : 'update', bytes: decoding.readVarUint8Array(decoder) };
}

/** y-websocket's protocol: one document a socket, its name in the path. */
export const yWebsocketWire = (prefix: string, query = ''): Wire => ({
  path: (document) => `${prefix}/${document}${query}`,
  hello: () => [sync(null, 0, emptyStateVector)],
  update: (_document, update) => sync(null, 2, update),
  awareness: (_document, clientId, clock, state) => presence(null, clientId, clock, state),
  read: (frame) =>
    frame[0] === 100 ? { kind: 'ack', bytes: nothing } : readSync(decoding.createDecoder(frame)),
});

/** Hocuspocus's protocol: each message begins with the document's name, and the first is a token. */
export const hocuspocusWire: Wire = {
  path: () => '/',
  hello: (document) => [
    framed(document, (encoder) => {
      encoding.writeVarUint(encoder, 2);
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarString(encoder, 'anybody');
    }),
    sync(document, 0, emptyStateVector),
  ],
  update: (document, update) => sync(document, 2, update),
  awareness: presence,
  read: (frame) => {
    const decoder = decoding.createDecoder(frame);
    decoding.readVarString(decoder);
    return readSync(decoder);
  },
};
