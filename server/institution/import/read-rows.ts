import { columnOf, langsOf, levelOf } from '#domain/institution/import-words.ts';
import {
  focalFields,
  importFields,
  importLimits,
  type ImportColumn,
  type Problem,
  type ReadRow,
  type RowProblem,
} from '#domain/institution/import.ts';
import { email } from '#domain/input.ts';
import * as v from 'valibot';
import { Unreadable } from './read-file.ts';

const longest: Record<ImportColumn, number> = {
  ...{ name: 160, shortName: 40, level: 80, place: 120, langs: 200, zone: 80, code: 40, sponsor: 160 },
  ...{ focalName: 120, focalJob: 120, focalEmail: 254, focalTelephone: 40 },
};

/** The rows below the headers, each cell in its column and looked at by itself. */
export function readRows(cells: readonly string[][]): { rows: ReadRow[]; ignored: string[] } {
  const at = headerOf(cells);
  const header = cells[at] ?? [];
  const columns = header.map(columnOf);
  const firsts = columns.map((column, index) => (columns.indexOf(column) === index ? column : null));
  const rows: ReadRow[] = [];
  for (let index = at + 1; index < cells.length; index++) {
    const line = cells[index] ?? [];
    if (line.every((cell) => cell.trim() === '')) continue;
    rows.push(readRow(index + 1, firsts, line));
  }
  if (rows.length > importLimits.rows) throw new Unreadable('error_import_rows');
  if (rows.length === 0) throw new Unreadable('error_import_empty');
  const ignored = header.filter((name, index) => name.trim() !== '' && firsts[index] === null);
  return { rows, ignored: ignored.map((name) => name.slice(0, 80)).slice(0, 30) };
}

/** Titles may stand above the headers: these are where a name and another column are found. */
function headerOf(cells: readonly string[][]): number {
  for (let at = 0; at < Math.min(10, cells.length); at++) {
    const known = new Set((cells[at] ?? []).map(columnOf).filter((column) => column !== null));
    if (known.has('name') && known.size > 1) return at;
  }
  throw new Unreadable('error_import_headers');
}

function readRow(row: number, columns: readonly (ImportColumn | null)[], line: readonly string[]): ReadRow {
  const found: ReadRow = { row, fields: {}, focal: {}, problems: [] };
  const all = new Map<ImportColumn, string>();
  for (const [index, column] of columns.entries()) {
    const cell = clean(line[index] ?? '');
    if (column === null || cell === '') continue;
    const { value, problem } = readCell(column, cell);
    if (problem) found.problems.push({ column, problem, value: cell.slice(0, 80) });
    else all.set(column, value);
  }
  for (const column of importFields) if (all.has(column)) found.fields[column] = all.get(column) ?? '';
  for (const column of focalFields) if (all.has(column)) found.focal[column] = all.get(column) ?? '';
  found.problems.push(...missing(found));
  return found;
}

function missing({ fields, focal, problems }: ReadRow): Problem[] {
  const wrong = (column: ImportColumn) => problems.some((one) => one.column === column);
  const lost: Problem[] = [];
  // A code finds an institution without its name.
  if (!fields.name && !fields.code && !wrong('name') && !wrong('code'))
    lost.push({ column: 'name', problem: 'missing', value: '' });
  const says = Object.keys(focal).length > 0;
  if (says && !focal.focalName && !focal.focalEmail && !wrong('focalName'))
    lost.push({ column: 'focalName', problem: 'focal_name', value: '' });
  return lost;
}

/** Without what nobody sees; an apostrophe that spreadsheets put before a sign goes as well. */
const clean = (cell: string): string =>
  cell
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .replace(/^'(?=[=+\-@])/, '');

type Cell = { value: string; problem?: RowProblem };

function readCell(column: ImportColumn, cell: string): Cell {
  if (cell.includes('\ufffd') || /Ã[\u0080-\u00bf©¨ª«´¢§¹»]|â€/.test(cell))
    return { value: cell, problem: 'broken' };
  if (cell.length > longest[column]) return { value: cell, problem: 'too_long' };
  const readers: Partial<Record<ImportColumn, (cell: string) => Cell>> = {
    ...{ level: readLevel, langs: readLangs, zone: readZone, code: readNumberLike },
    ...{ focalEmail: readEmail, focalTelephone: readNumberLike },
  };
  return readers[column]?.(cell) ?? { value: cell };
}

function readLevel(cell: string): Cell {
  const level = levelOf(cell);
  return level ? { value: level } : { value: cell, problem: 'level' };
}

function readLangs(cell: string): Cell {
  const langs = langsOf(cell);
  return langs ? { value: langs.join(' ') } : { value: cell, problem: 'lang' };
}

const zones = new Map<string, string>();
for (const zone of Intl.supportedValuesOf('timeZone')) {
  zones.set(zone.toLowerCase(), zone);
  zones.set((zone.split('/').at(-1) ?? '').toLowerCase(), zone);
}

function readZone(cell: string): Cell {
  const zone = zones.get(cell.toLowerCase().replaceAll(' ', '_'));
  return zone ? { value: zone } : { value: cell, problem: 'zone' };
}

function readEmail(cell: string): Cell {
  const parsed = v.safeParse(email, cell.replace(/^mailto:/i, ''));
  return parsed.success ? { value: parsed.output } : { value: cell, problem: 'email' };
}

/** Codes and telephones that a spreadsheet took for numbers: 12,0 is 12, and 2,5E+11 has lost its digits. */
function readNumberLike(cell: string): Cell {
  if (/^[+-]?\d+[.,]?\d*E[+-]?\d+$/i.test(cell) && /[.,+]/.test(cell))
    return { value: cell, problem: 'shortened' };
  return { value: cell.replace(/^(\d+)[.,]0+$/, '$1') };
}
