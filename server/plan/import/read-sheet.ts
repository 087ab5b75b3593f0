import { readSheet } from 'read-excel-file/node';
import { tidy } from '#domain/plan/table-text.ts';
import { invalid } from '../../errors.ts';
import { repacked } from '../../spreadsheet/unpack.ts';

const limits = { fileBytes: 2_000_000, bytes: 30_000_000, cells: 300_000 };

/** The cells of the first sheet of an XLSX file. `invalid` in words when it is none, or more than a plan can take. */
export async function cellsOfXlsx(file: Blob): Promise<string[][]> {
  if (file.size > limits.fileBytes) throw invalid({ file: 'error_table_large' });
  const bytes = Buffer.from(await file.arrayBuffer());
  if (bytes.length > 4 && bytes.readUInt32BE(0) === 0xd0cf11e0)
    throw invalid({ file: 'error_import_old_excel' });
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK') throw invalid({ file: 'error_import_not_table' });
  const safe = repacked(bytes, limits);
  if (!Buffer.isBuffer(safe))
    throw invalid({ file: safe === 'broken' ? 'error_import_not_table' : 'error_table_large' });
  try {
    const rows = await readSheet(safe);
    return tidy(rows.map((row) => row.map(cellText)));
  } catch {
    throw invalid({ file: 'error_import_not_table' });
  }
}

/** A cell's value as text: a formula is the value that was last computed, a date is a day. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value).toString() : String(value);
  return String(value as string | boolean);
}
