import { inflateRawSync } from 'node:zlib';

/** What an .xlsx file may come to; cells count with the empty ones between, which a reader would fill in. */
export interface SpreadsheetLimits {
  bytes: number;
  cells: number;
}
/** No spreadsheet program writes more. */
const MOST_COLUMNS = 16_384;

export type Fit = 'fits' | 'too_large' | 'broken';

/**
 * Unpacks every part of the archive once under a limit, and looks how far its sheets reach, before anything reads it: what a
 * zip says about its own sizes may be a lie, and one cell a million columns to the right fills whatever memory there is.
 */
export function fits(zip: Buffer, limits: SpreadsheetLimits): Fit {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > zip.length) return 'broken';
  const count = zip.readUInt16LE(end + 10);
  if (count > 500) return 'too_large';
  let at = zip.readUInt32LE(end + 16);
  let left = limits.bytes;
  for (let entry = 0; entry < count; entry++) {
    if (at + 46 > zip.length || zip.readUInt32BE(at) !== 0x504b0102) return 'broken';
    const part = unpacked(zip, at, Math.max(1, left));
    if (!Buffer.isBuffer(part)) return part;
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    const name = zip.subarray(at + 46, nameEnd).toString('latin1');
    if (/sheet[^/]*\.xml$/i.test(name) && reach(part) > limits.cells) return 'too_large';
    left -= part.length;
    if (left < 0) return 'too_large';
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return 'fits';
}

function unpacked(zip: Buffer, at: number, limit: number): Buffer | Fit {
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
  for (const [, letters = '', row = ''] of sheet
    .toString('latin1')
    .matchAll(/\sr\s*=\s*["']([A-Za-z]*)(\d*)["']/g)) {
    const column = [...letters.slice(0, 8).toUpperCase()].reduce(
      (sum, letter) => sum * 26 + letter.charCodeAt(0) - 64,
      0,
    );
    columns = Math.max(columns, column);
    rows = Math.max(rows, Number(row));
  }
  return columns > MOST_COLUMNS ? Infinity : columns * rows;
}
