import { cardFields, type CardField, type NewCard, type Priority } from './card.ts';
import { colon } from './plan-words.ts';
import { isOurs, kindOf, longField, targetOf, type TableKind, type Target } from './table-columns.ts';
import { dayOf, orderIn, type DayOrder } from './table-days.ts';
import { institutionIn, ownerIn, priorityIn, type Around } from './table-names.ts';

/** More rows at once are no table that two institutions talk about. */
export const mostRows = 500;
/** … and more bytes would not go to the server in one piece. */
export const mostBytes = 600_000;

/** What somebody chose in the preview instead of what was guessed. */
export interface Choice {
  kind?: TableKind;
  headings?: boolean;
  targets?: readonly Target[];
  /** Whether what has no place is added to the card's long text; otherwise it is left out. */
  keepRest?: boolean;
}

export interface Column {
  /** '' where the table has no headings. */
  heading: string;
  target: Target;
  /** What stands in its first rows. */
  sample: string;
}

export const rowProblems = [
  'owner_unknown',
  'owner_several',
  'institution_unknown',
  'no_day',
  'no_priority',
] as const;
export type RowProblem = (typeof rowProblems)[number] | 'extra' | 'day_guessed' | 'left_out';

export interface Remark {
  problem: RowProblem;
  heading: string;
  value: string;
  /** The value stands in the card's long text. */
  kept: boolean;
}

/** A row with the card it becomes; null when it has no words for one. */
export interface TableRow {
  /** The first row of the table is 1; empty rows do not count. */
  row: number;
  card: (NewCard & { kind: TableKind }) | null;
  remarks: Remark[];
}

export interface TableReading {
  kind: TableKind;
  headings: boolean;
  columns: Column[];
  rows: TableRow[];
}

export type Refusal = 'empty' | 'too_many_rows' | 'too_long';

/** Why a table is not read at all; null when it is. */
export function refusalOf(cells: readonly (readonly string[])[]): Refusal | null {
  if (cells.length === 0) return 'empty';
  if (cells.length > mostRows + 1) return 'too_many_rows';
  const bytes = new TextEncoder().encode(cells.map((row) => row.join('\t')).join('\n')).length;
  return bytes > mostBytes ? 'too_long' : null;
}

/** Reads cells as cards. Everything that stood there is in a card or in a remark. */
export function readTable(
  cells: readonly (readonly string[])[],
  around: Around,
  choice: Choice = {},
): TableReading {
  const first = cells[0] ?? [];
  const guessed = kindOf(first);
  const named = first.some((cell) => targetOf(guessed.kind, cell) === cardFields[guessed.kind][0]);
  const headings = choice.headings ?? (guessed.known > 1 || named);
  const kind = choice.kind ?? (headings && guessed.known > 0 ? guessed.kind : 'action');
  const body = headings ? cells.slice(1) : cells;
  const width = Math.max(0, ...cells.map(({ length }) => length));
  const targets =
    choice.targets?.length === width
      ? choice.targets
      : guess(kind, headings ? first : null, body, around, width);
  const columns = Array.from({ length: width }, (_, at) => ({
    heading: headings ? (first[at] ?? '') : '',
    target: targets[at] ?? 'extra',
    sample: body.find((row) => row[at])?.[at] ?? '',
  }));
  const orders = columns.map((_, at) => orderIn(body.map((row) => row[at] ?? '')));
  const reader: RowReader = { kind, columns, orders, around, keepRest: choice.keepRest ?? true };
  const rows = body.map((row, at) => readRow(reader, row, at + (headings ? 2 : 1)));
  return { kind, headings, columns, rows };
}

function guess(
  kind: TableKind,
  headings: readonly string[] | null,
  body: readonly (readonly string[])[],
  around: Around,
  width: number,
): Target[] {
  const ours = headings !== null && isOurs(headings);
  const taken = new Set<Target>();
  const take = (target: Target | null): Target | null => {
    if (target === null || taken.has(target)) return null;
    taken.add(target);
    return target;
  };
  const at = Array.from({ length: width }, (_, index) => index);
  const sure = at.map((index) => {
    const heading = headings?.[index] ?? '';
    // What became of an action follows from its reports.
    if (ours && targetOf(kind, heading) === null) return 'nothing';
    return take(
      heading
        ? targetOf(kind, heading)
        : byContent(
            kind,
            body.map((row) => row[index] ?? ''),
            around,
          ),
    );
  });
  const texts: CardField[] = headings ? [cardFields[kind][0]] : [cardFields[kind][0], longField[kind]];
  return at.map((index) => sure[index] ?? take(texts.find((text) => !taken.has(text)) ?? null) ?? 'extra');
}

/** What a column without a heading holds, where nearly all of its cells can be read as that. */
function byContent(kind: TableKind, cells: readonly string[], around: Around): Target | null {
  const said = cells.filter(Boolean).slice(0, 60);
  const most = (reads: (cell: string) => boolean) =>
    said.length > 0 && said.filter(reads).length >= said.length * 0.7;
  if (kind === 'action') {
    if (most((cell) => dayOf(cell, orderIn(said), around.today) !== null)) return 'due';
    if (most((cell) => 'id' in ownerIn(around, cell))) return 'owner';
    if (most((cell) => institutionIn(around, cell) !== null)) return 'institution';
  }
  return kind === 'gap' && most((cell) => priorityIn(cell) !== null) ? 'priority' : null;
}

interface RowReader {
  kind: TableKind;
  columns: readonly Column[];
  orders: readonly DayOrder[];
  around: Around;
  keepRest: boolean;
}

function readRow(
  { kind, columns, orders, around, keepRest }: RowReader,
  row: readonly string[],
  number: number,
): TableRow {
  const texts: Partial<Record<CardField, string>> = {};
  const values: NonNullable<NewCard['values']> = {};
  const remarks: Remark[] = [];
  const rest: string[] = [];
  const add = (problem: RowProblem, { heading }: Column, value: string) => {
    remarks.push({ problem, heading, value, kept: keepRest });
    rest.push(heading ? `${heading}${colon(around.lang)}${value}` : value);
  };
  columns.forEach((column, at) => {
    const cell = row[at] ?? '';
    if (cell === '' || column.target === 'nothing') return;
    if (column.target === 'extra') return add('extra', column, cell);
    const field = (cardFields[kind] as readonly CardField[]).find((one) => one === column.target);
    if (field) texts[field] = texts[field] ? `${texts[field]}\n${cell}` : cell;
    else readValue(column, cell, orders[at]!);
  });

  function readValue(column: Column, cell: string, order: DayOrder): void {
    const { target } = column;
    if (target === 'due') {
      const found = dayOf(cell, order, around.today);
      if (!found) return add('no_day', column, cell);
      values.due = found.day;
      if (found.guessed)
        remarks.push({ problem: 'day_guessed', heading: column.heading, value: cell, kept: false });
    } else if (target === 'owner') {
      const found = ownerIn(around, cell, institutionNear(columns, row, around));
      if ('id' in found) values.owner = found.id;
      else add(found.several ? 'owner_several' : 'owner_unknown', column, cell);
    } else if (target === 'institution') {
      const found = institutionIn(around, cell);
      if (found) values.institution = found;
      else add('institution_unknown', column, cell);
    } else if (target === 'priority') {
      const found: Priority | null = priorityIn(cell);
      if (found) values.priority = found;
      else add('no_priority', column, cell);
    }
  }
  if (Object.keys(texts).length === 0) {
    const left = row.filter(Boolean).join(' · ');
    return {
      row: number,
      card: null,
      remarks: [{ problem: 'left_out', heading: '', value: left, kept: false }],
    };
  }
  if (keepRest && rest.length > 0)
    texts[longField[kind]] = [texts[longField[kind]], ...rest].filter(Boolean).join('\n');
  return { row: number, card: { kind, texts, values }, remarks };
}

/** The institution that the same row names: of two people with one name it tells which. */
function institutionNear(columns: readonly Column[], row: readonly string[], around: Around): string | null {
  const at = columns.findIndex(({ target }) => target === 'institution');
  return at < 0 || !row[at] ? null : institutionIn(around, row[at]);
}

/** The cards of a reading, in the order of the table. */
export const cardsFrom = ({ rows }: TableReading): NewCard[] =>
  rows.flatMap(({ card }) => (card ? [card] : []));
