/**
 * Messages as they go over the line: behind the head of an unmasked binary websocket frame (RFC 6455, 5.2). Over HTTP the same bytes go,
 * one after the other.
 */
export function framed(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = message;
  const headLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = new Uint8Array(headLength + length);
  bytes[0] = binaryFrame;
  if (headLength === 2) bytes[1] = length;
  else if (headLength === 4) {
    bytes[1] = 126;
    bytes[2] = length >> 8;
    bytes[3] = length & 255;
  } else {
    bytes[1] = 127;
    new DataView(bytes.buffer).setBigUint64(2, BigInt(length));
  }
  bytes.set(message, headLength);
  return bytes;
}

/** A whole binary message: FIN and opcode 2. */
const binaryFrame = 0x82;

/** Takes a run of frames apart, one at a time: millions of empty ones cost nothing to who stops reading. Throws on anything that is not whole. */
export function* unframed(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) {
    if (bytes[at] !== binaryFrame) throw new Error('not a frame');
    let length = view.getUint8(at + 1);
    at += 2;
    if (length === 126) {
      length = view.getUint16(at);
      at += 2;
    } else if (length === 127) {
      length = Number(view.getBigUint64(at));
      at += 8;
    } else if (length > 127) throw new Error('a masked frame');
    if (at + length > bytes.length) throw new Error('a frame is cut off');
    yield bytes.subarray(at, at + length);
    at += length;
  }
}
