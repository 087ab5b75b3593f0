import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { columnOf } from '#domain/institution/import-words.ts';
import { importLimits, type ImportOutcome } from '#domain/institution/import.ts';
import { repacked } from '../../spreadsheet/unpack.ts';

/** Why a file cannot be read: a key of error.json. */
export class Unreadable extends Error {
  readonly key: string;
  constructor(key: string) {
    super(key);
    this.key = key;
  }
}

export interface Sheet {
  cells: string[][];
  encoding: ImportOutcome['encoding'];
}

/** The cells of a file, whatever program wrote it: CSV in any usual encoding and delimiter, or XLSX. */
export async function readFile(bytes: Uint8Array): Promise<Sheet> {
  if (bytes.length === 0) throw new Unreadable('error_import_empty');
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.readUInt32BE(0) === 0xd0cf11e0) throw new Unreadable('error_import_old_excel');
  if (buffer.length > 3 && buffer.readUInt32BE(0) === 0x504b0304)
    return { cells: await readXlsx(buffer), encoding: 'xlsx' };
  const { text, encoding } = decode(buffer);
  return { cells: readText(text), encoding };
}

/** Text as it was pasted or decoded, with the delimiter under which its first rows make the most sense. */
export function readText(text: string): string[][] {
  if (text.trim() === '') throw new Unreadable('error_import_empty');
  const head = text.slice(0, 20_000);
  const scored = ['\t', ';', ','].map((delimiter) => ({ delimiter, score: scoreOf(head, delimiter) }));
  const best = scored.reduce((one, other) => (other.score > one.score ? other : one));
  return cellsOf(text, best.delimiter);
}

function scoreOf(text: string, delimiter: string): number {
  const rows = text.split(/\r\n|\n|\r/).slice(0, 10);
  const known = (row: string) =>
    row.split(delimiter).filter((cell) => columnOf(cell.replaceAll('"', '')) !== null).length;
  return Math.max(...rows.map(known));
}

/** Quotes may stand inside a name: what cannot be read strictly is read as it is, unless a quote is never closed. */
function cellsOf(text: string, delimiter: string): string[][] {
  for (const quotes of [{}, { relax_quotes: true }, { quote: false }] as const) {
    try {
      return parse(text, {
        ...{ delimiter, bom: true, relax_column_count: true, trim: true, max_record_size: 200_000 },
        ...{ to: importLimits.rows + 100, record_delimiter: ['\r\n', '\n', '\r'] },
        ...quotes,
      });
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') break;
    }
  }
  throw new Unreadable('error_import_quote');
}

function decode(buffer: Buffer): { text: string; encoding: ImportOutcome['encoding'] } {
  const utf16 = utf16Of(buffer);
  if (utf16) return { text: new TextDecoder(utf16).decode(buffer), encoding: 'utf-16' };
  if (buffer.includes(0)) throw new Unreadable('error_import_not_table');
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(buffer), encoding: 'utf-8' };
  } catch {
    const text = new TextDecoder('windows-1252').decode(buffer);
    // Bytes that mean nothing there either: another encoding, and guessing would spoil the names.
    if (/[\u0080-\u009f]/.test(text)) throw new Unreadable('error_import_encoding');
    return { text, encoding: 'windows-1252' };
  }
}

/** By its mark, or because every second byte of ordinary text is nought. */
function utf16Of(buffer: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return 'utf-16le';
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return 'utf-16be';
  const start = buffer.subarray(0, 400);
  if (start.length < 8) return null;
  const noughts = (odd: number) => start.filter((byte, at) => at % 2 === odd && byte === 0).length;
  const half = start.length / 2;
  if (noughts(1) > half * 0.7 && noughts(0) < half * 0.1) return 'utf-16le';
  if (noughts(0) > half * 0.7 && noughts(1) < half * 0.1) return 'utf-16be';
  return null;
}

async function readXlsx(buffer: Buffer): Promise<string[][]> {
  const safe = repacked(buffer, { bytes: importLimits.unpackedBytes, cells: importLimits.cells });
  if (!Buffer.isBuffer(safe))
    throw new Unreadable(safe === 'broken' ? 'error_import_not_table' : 'error_import_bomb');
  try {
    const rows = await readSheet(safe);
    return rows.map((row) => row.map(cellText));
  } catch {
    throw new Unreadable('error_import_not_table');
  }
}

/** A cell's value as text: formulas come as the value that was last computed, whole numbers without exponent. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value).toString() : String(value);
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return String(value).trim();
}
