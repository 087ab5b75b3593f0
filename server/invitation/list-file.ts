import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { invalid } from '../errors.ts';
import { repacked } from '../spreadsheet/unpack.ts';

const MAX_BYTES = 1_000_000;
/** What a spreadsheet may unpack to: a small file can hold a very large one. */
const MAX_UNPACKED = 30_000_000;
const MAX_CELLS = 500_000;

/** The cells of a pasted text or of a CSV file: tabs, semicolons or commas, whichever there are most of. */
export function cellsOfText(text: string): string[][] {
  const heads = text.split('\n').slice(0, 5).join('\n');
  const count = (sign: string) => heads.split(sign).length;
  const delimiter = ['\t', ';', ','].toSorted((a, b) => count(b) - count(a))[0]!;
  const options = { delimiter, relax_column_count: true, skip_empty_lines: true, bom: true };
  try {
    return parse(text, { ...options, relax_quotes: true });
  } catch {
    // A quote that nobody closed: each line as it stands.
    return parse(text, { ...options, quote: null });
  }
}

/** The cells of an uploaded file, CSV in any usual encoding or XLSX. `invalid` in words when it is neither. */
export async function cellsOfFile(file: Blob): Promise<string[][]> {
  if (file.size > MAX_BYTES) throw invalid({ file: 'error_list_file_large' });
  const bytes = Buffer.from(await file.arrayBuffer());
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK') return cellsOfText(decoded(bytes));
  const safe = repacked(bytes, { bytes: MAX_UNPACKED, cells: MAX_CELLS });
  if (!Buffer.isBuffer(safe))
    throw invalid({ file: safe === 'broken' ? 'error_list_file' : 'error_list_file_large' });
  try {
    const rows = await readSheet(safe);
    return rows.map((row) => row.map(cellWords));
  } catch {
    throw invalid({ file: 'error_list_file' });
  }
}

const cellWords = (cell: unknown): string => {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell as string | number | boolean);
};

/** UTF-8, what Excel calls "Unicode text", or the old Western encoding. */
function decoded(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff')
    return new TextDecoder(mark === 'fffe' ? 'utf-16le' : 'utf-16be').decode(bytes);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder('windows-1252').decode(bytes);
  }
  // A picture or a PDF called .csv.
  if (text.includes('\u0000') || text.startsWith('%PDF')) throw invalid({ file: 'error_list_file' });
  return text;
}
