import * as encoding from 'lib0/encoding';

// Yjs updates written by hand: what Yjs itself would never write.

type Encoder = encoding.Encoder;
type Write = (to: Encoder) => void;
export type Id = readonly [client: number, clock: number];

export interface Where {
  origin?: Id;
  rightOrigin?: Id;
  /** A root by its name, or the type that an item holds. */
  parent?: string | Id;
  key?: string;
}

export const bytesOf = (write: Write): Uint8Array => {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
};
const id = (to: Encoder, [client, clock]: Id) => {
  encoding.writeVarUint(to, client);
  encoding.writeVarUint(to, clock);
};

/** One item: its content's number in the format, what writes the content, and where it stands. */
export const item =
  (ref: number, content: Write, where: Where = { parent: 'cards' }): Write =>
  (to) => {
    const { origin, rightOrigin, parent = 'cards', key } = where;
    encoding.writeUint8(to, ref | (origin ? 128 : 0) | (rightOrigin ? 64 : 0) | (key === undefined ? 0 : 32));
    if (origin) id(to, origin);
    if (rightOrigin) id(to, rightOrigin);
    if (!origin && !rightOrigin) {
      encoding.writeVarUint(to, typeof parent === 'string' ? 1 : 0);
      if (typeof parent === 'string') encoding.writeVarString(to, parent);
      else id(to, parent);
      if (key !== undefined) encoding.writeVarString(to, key);
    }
    content(to);
  };

/** A run of ids without content: 0 is collected, 10 is skipped. */
export const run =
  (kind: 0 | 10, length: number): Write =>
  (to) => {
    encoding.writeUint8(to, kind);
    encoding.writeVarUint(to, length);
  };

export interface Author {
  client: number;
  clock?: number;
  structs: readonly Write[];
}
export type Deleted = readonly [client: number, clock: number, length: number];

/** A whole update of these authors' structs and these deleted ranges. */
export const update = (authors: readonly Author[], deleted: readonly Deleted[] = []): Uint8Array =>
  bytesOf((to) => {
    encoding.writeVarUint(to, authors.length);
    for (const { client, clock = 0, structs } of authors) {
      encoding.writeVarUint(to, structs.length);
      id(to, [client, clock]);
      for (const struct of structs) struct(to);
    }
    const byClient = Map.groupBy(deleted, ([client]) => client);
    encoding.writeVarUint(to, byClient.size);
    for (const [client, ranges] of byClient) {
      encoding.writeVarUint(to, client);
      encoding.writeVarUint(to, ranges.length);
      for (const [, clock, length] of ranges) id(to, [clock, length]);
    }
  });

export const text = (value: string): Write => item(4, (to) => encoding.writeVarString(to, value));
export const varUint =
  (n: number): Write =>
  (to) =>
    encoding.writeVarUint(to, n);
export const varString =
  (value: string): Write =>
  (to) =>
    encoding.writeVarString(to, value);
/** Parts one after the other. */
export const all =
  (...parts: readonly Write[]): Write =>
  (to) => {
    for (const part of parts) part(to);
  };
export const any =
  (...values: readonly unknown[]): Write =>
  (to) => {
    encoding.writeVarUint(to, values.length);
    for (const value of values) encoding.writeAny(to, value as never);
  };
