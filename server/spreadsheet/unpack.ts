import { crc32, inflateRawSync } from 'node:zlib';

/** What an .xlsx file may come to; cells count with the empty ones between, which a reader would fill in. */
export interface SpreadsheetLimits {
  bytes: number;
  cells: number;
}
/** No spreadsheet program writes more. */
const MOST_COLUMNS = 16_384;

export type Misfit = 'too_large' | 'broken';
interface Part {
  name: Buffer;
  bytes: Buffer;
}

/**
 * Unpacks every part of the archive once under a limit, looks how far its sheets reach, and answers an archive of these parts alone, as they are,
 * before anything reads it. What a zip says about its own sizes may be a lie, one cell a million columns to the right fills whatever
 * memory there is, and a reader that goes from part to part meets those that the list at the end does not name.
 */
export function repacked(zip: Buffer, limits: SpreadsheetLimits): Buffer | Misfit {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > zip.length) return 'broken';
  const count = zip.readUInt16LE(end + 10);
  if (count > 500) return 'too_large';
  const parts: Part[] = [];
  let at = zip.readUInt32LE(end + 16);
  let left = limits.bytes;
  for (let entry = 0; entry < count; entry++) {
    if (at + 46 > zip.length || zip.readUInt32BE(at) !== 0x504b0102) return 'broken';
    const bytes = unpacked(zip, at, Math.max(1, left));
    if (!Buffer.isBuffer(bytes)) return bytes;
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    const name = zip.subarray(at + 46, nameEnd);
    // A sheet may be called anything.
    if (/\.xml$/i.test(name.toString('latin1')) && reach(bytes) > limits.cells) return 'too_large';
    left -= bytes.length;
    if (left < 0) return 'too_large';
    parts.push({ name, bytes });
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return archiveOf(parts);
}

/** A zip of parts that are not compressed. */
function archiveOf(parts: readonly Part[]): Buffer {
  const pieces: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const { name, bytes } of parts) {
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(bytes.length, 14);
    facts.writeUInt32LE(bytes.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    pieces.push(Buffer.from('PK\x03\x04'), facts, name, bytes);
    list.push(Buffer.from('PK\x01\x02\x14\0'), facts, place, name);
    at += 30 + name.length + bytes.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(Buffer.concat(list).length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...pieces, ...list, Buffer.from('PK\x05\x06'), end]);
}

function unpacked(zip: Buffer, at: number, limit: number): Buffer | Misfit {
  const packed = zip.readUInt32LE(at + 20);
  const local = zip.readUInt32LE(at + 42);
  if (local + 30 > zip.length) return 'broken';
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const bytes = zip.subarray(start, start + packed);
  if (zip.readUInt16LE(at + 10) === 0) return bytes;
  try {
    return inflateRawSync(bytes, { maxOutputLength: limit });
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'broken';
  }
}

/** Rows by columns, as far as any cell or row of the sheet says it stands. */
function reach(sheet: Buffer): number {
  let columns = 1;
  let rows = 1;
  const text = sheet.toString('latin1');
  // A place whose letters are written as numbers: no spreadsheet program does.
  if (/\sr\s*=\s*["'][^"'&<]*&/.test(text)) return Infinity;
  for (const [, letters = '', row = ''] of text.matchAll(/\sr\s*=\s*["']([A-Za-z]*)(\d*)["']/g)) {
    const column = [...letters.slice(0, 8).toUpperCase()].reduce(
      (sum, letter) => sum * 26 + letter.charCodeAt(0) - 64,
      0,
    );
    columns = Math.max(columns, column);
    rows = Math.max(rows, Number(row));
  }
  return columns > MOST_COLUMNS ? Infinity : columns * rows;
}
