/** Whether this browser can unpack what the server packs. */
export const canUnpack = typeof DecompressionStream !== 'undefined';

/** The message inside a packed one (zlib, RFC 1950). Rejects when it is broken. */
export function unpack(packed: Uint8Array): Promise<ArrayBuffer> {
  const stream = new Blob([packed as Uint8Array<ArrayBuffer>]).stream();
  return new Response(stream.pipeThrough(new DecompressionStream('deflate'))).arrayBuffer();
}
