/** Pasted text and files as cells: whatever program wrote them. */

/** Longer is no table that somebody wants in a plan. */
export const longestTableText = 2_000_000;

/** Bytes of a text file in any usual encoding; null when they are no text. */
export function decodeTable(bytes: Uint8Array): string | null {
  const utf16 = utf16Of(bytes);
  if (utf16) return new TextDecoder(utf16).decode(bytes);
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = new TextDecoder('windows-1252').decode(bytes);
    // Bytes that mean nothing there either: another encoding, and guessing would spoil the words.
    return /[\u0080-\u009f]/.test(text) ? null : text;
  }
}

/** By its mark, or because every second byte of ordinary text is nought. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 400);
  if (start.length < 8) return null;
  const noughts = (odd: number) => start.filter((byte, at) => at % 2 === odd && byte === 0).length;
  const half = start.length / 2;
  if (noughts(1) > half * 0.7 && noughts(0) < half * 0.1) return 'utf-16le';
  if (noughts(0) > half * 0.7 && noughts(1) < half * 0.1) return 'utf-16be';
  return null;
}

/** The cells of a text: a Markdown table, or rows with tabs, semicolons or commas between; empty rows are left out. */
export function cellsOfText(text: string): string[][] {
  const clean = text.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n');
  const markdown = markdownCells(clean);
  return tidy(markdown ?? delimitedCells(clean));
}

/** Cells without spaces around; rows and columns in which nothing stands are left out. */
export function tidy(rows: readonly (readonly string[])[]): string[][] {
  const trimmed = rows.map((row) => row.map((cell) => cell.trim())).filter((row) => row.some(Boolean));
  let width = 0;
  for (const row of trimmed) width = Math.max(width, row.length);
  const used = Array.from({ length: width }, (_, at) => trimmed.some((row) => row[at]));
  return trimmed.map((row) => used.flatMap((isUsed, at) => (isUsed ? [row[at] ?? ''] : [])));
}

/** What a program put before a cell so that no spreadsheet takes it for a formula comes off again. */
const unescaped = (cell: string): string =>
  /^'+[=+\-@\t\r＝＋－＠]/.test(cell) ? cell.replace("'", '') : cell;

/** A cell of a CSV file as it must stand there: what a spreadsheet would take for a formula gets an apostrophe. */
export const escapedFormula = (cell: string): string =>
  /^'*[=+\-@\t\r＝＋－＠]/.test(cell) ? `'${cell}` : cell;

function delimitedCells(text: string): string[][] {
  const head = text.slice(0, 20_000);
  const tried = ['\t', ';', ','].map((delimiter) => ({
    delimiter,
    score: evenness(rowsOf(head, delimiter)),
  }));
  const best = tried.reduce((one, other) => (other.score > one.score ? other : one));
  if (best.score === 0) return text.split('\n').map((line) => [line]);
  return rowsOf(text, best.delimiter).map((row) => row.map(unescaped));
}

/** A quote that nobody closed: each line as it stands. */
const rowsOf = (text: string, delimiter: string): string[][] =>
  split(text, delimiter) ?? split(text, delimiter, false)!;

/** How much rows look like a table: by the number of cells that most of them have. Commas in sentences make none. */
function evenness(rows: readonly string[][]): number {
  const counted = new Map<number, number>();
  const some = rows.filter((row) => row.some(Boolean)).slice(0, 50);
  const later = some.flatMap((row) => row.slice(1)).filter(Boolean);
  // A space behind each: these are sentences.
  if (later.filter((cell) => cell.startsWith(' ')).length > later.length / 2) return 0;
  for (const { length } of some) counted.set(length, (counted.get(length) ?? 0) + 1);
  let best = 0;
  for (const [cells, count] of counted)
    if (cells > 1 && (count > 1 || cells > 2) && count >= some.length * 0.6)
      best = Math.max(best, count * 100 + cells);
  return best;
}

/** Rows of cells; a cell that begins with a quote lasts to the next lone one. Null when that never comes. */
function split(text: string, delimiter: string, quotes = true): string[][] | null {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at <= text.length) {
    const quoted = quotes && text[at] === '"' ? closing(text, at, delimiter) : null;
    if (quotes && text[at] === '"' && quoted === null) return null;
    const end = quoted === null ? endOf(text, at, delimiter) : quoted + 1;
    row.push(quoted === null ? text.slice(at, end) : text.slice(at + 1, quoted).replaceAll('""', '"'));
    if (text[end] !== delimiter) {
      rows.push(row);
      row = [];
    }
    at = end + 1;
  }
  return rows;
}

/** Where the quote ends that begins at `from`: before a delimiter, a line's end or the text's. Null when nowhere. */
function closing(text: string, from: number, delimiter: string): number | null {
  let at = from + 1;
  for (;;) {
    at = text.indexOf('"', at);
    if (at < 0) return null;
    const next = text[at + 1];
    if (next === '"') at += 2;
    else if (next === delimiter || next === '\n' || next === undefined) return at;
    else at++;
  }
}

function endOf(text: string, from: number, delimiter: string): number {
  const ends = delimiter === '\t' ? /[\t\n]/g : delimiter === ';' ? /[;\n]/g : /[,\n]/g;
  ends.lastIndex = from;
  return ends.exec(text)?.index ?? text.length;
}

const ruler = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** The rows of a Markdown table, wherever it begins; null when there is none. */
function markdownCells(text: string): string[][] | null {
  const lines = text.split('\n');
  const at = lines.findIndex((line, index) => index > 0 && line.includes('|') && ruler.test(line));
  if (at < 1 || !lines[at - 1]!.includes('|')) return null;
  const rows = [lines[at - 1]!];
  for (const line of lines.slice(at + 1)) {
    if (!line.includes('|')) break;
    rows.push(line);
  }
  return rows.map(markdownRow);
}

function markdownRow(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) =>
    cell
      .trim()
      .replaceAll(/<br\s*\/?>/gi, '\n')
      .replaceAll(/\\([\\|`*_{}[\]()#+\-.!<>~=:@&"'/])/g, '$1'),
  );
}
