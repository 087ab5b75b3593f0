// How each server is spoken to. The light clients of the bench know no Y.Doc: they send prepared updates and count what arrives.
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

const emptyStateVector = new Uint8Array([0]);

export interface Heard {
  /** `asked`: the server's step 1, `bytes` is its state vector. */
  kind: 'update' | 'whole' | 'asked' | 'ack' | 'other';
  bytes: Uint8Array;
  /** Of an acknowledgement: how many updates of this client are saved. */
  count?: number;
}
export interface Wire {
  path(document: string): string;
  /** What a client says first, with the state vector of what it has. */
  hello(document: string, vector?: Uint8Array): Uint8Array[];
  step1(document: string, vector: Uint8Array): Uint8Array;
  step2(document: string, update: Uint8Array): Uint8Array;
  update(document: string, update: Uint8Array): Uint8Array;
  awareness(document: string, clientId: number, clock: number, state: string): Uint8Array;
  /** A message of the y-websocket protocol, as this server wants it. */
  wrap(document: string, message: Uint8Array): Uint8Array;
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
  const bytes = decoding.readVarUint8Array(decoder);
  return { kind: kind === 0 ? 'asked' : kind === 1 ? 'whole' : 'update', bytes };
}

/** y-websocket's protocol: one document a socket, its name in the path. */
export const yWebsocketWire = (prefix: string, query = ''): Wire => ({
  path: (document) => `${prefix}/${document}${query}`,
  hello: (_document, vector = emptyStateVector) => [sync(null, 0, vector)],
  step1: (_document, vector) => sync(null, 0, vector),
  step2: (_document, update) => sync(null, 1, update),
  update: (_document, update) => sync(null, 2, update),
  awareness: (_document, clientId, clock, state) => presence(null, clientId, clock, state),
  wrap: (_document, message) => message,
  read: (frame) => {
    const decoder = decoding.createDecoder(frame);
    if (frame[0] !== 100) return readSync(decoder);
    decoding.readVarUint(decoder);
    return { kind: 'ack', bytes: nothing, count: decoding.readVarUint(decoder) };
  },
});

/** Hocuspocus's protocol: each message begins with the document's name, and the first is a token. */
export const hocuspocusWire: Wire = {
  path: () => '/',
  hello: (document, vector = emptyStateVector) => [
    framed(document, (encoder) => {
      encoding.writeVarUint(encoder, 2);
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarString(encoder, 'anybody');
    }),
    sync(document, 0, vector),
  ],
  step1: (document, vector) => sync(document, 0, vector),
  step2: (document, update) => sync(document, 1, update),
  update: (document, update) => sync(document, 2, update),
  awareness: presence,
  wrap: (document, message) => framed(document, (encoder) => encoding.writeUint8Array(encoder, message)),
  read: (frame) => {
    const decoder = decoding.createDecoder(frame);
    decoding.readVarString(decoder);
    return readSync(decoder);
  },
};
