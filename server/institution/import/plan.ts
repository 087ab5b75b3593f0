import { plain } from '#domain/institution/import-words.ts';
import {
  focalFields,
  importFields,
  rowStates,
  type FocalField,
  type ImportColumn,
  type ImportField,
  type PlannedRow,
  type Problem,
  type ReadRow,
  type RowCounts,
  type RowProblem,
} from '#domain/institution/import.ts';

/** An institution as it is now, with its focal points; languages are codes with spaces between. */
export type Existing = Record<Exclude<ImportField, 'code'>, string> & {
  id: string;
  code: string | null;
  left: boolean;
  focal: (Partial<Record<FocalField, string | null>> & { id: string })[];
};

const nameKey = (name: string, place: string) => `${name.toLowerCase()}\n${place.toLowerCase()}`;

/** What each row would do: to which institution, what changes, or why not. Rows come back in the order of the file. */
export function planRows(rows: readonly ReadRow[], existing: readonly Existing[]): PlannedRow[] {
  const byCode = new Map(existing.filter((one) => one.code).map((one) => [one.code, one]));
  const byName = new Map(existing.map((one) => [nameKey(one.name, one.place), one]));
  const known = { byCode, byName, firsts: new Map<string, PlannedRow>() };
  return rows.map((row) => plan(row, known));
}

interface Known {
  byCode: Map<string | null, Existing>;
  byName: Map<string, Existing>;
  /** The first row about each institution, also under the name and code it will have. */
  firsts: Map<string, PlannedRow>;
}

function plan(read: ReadRow, known: Known): PlannedRow {
  const { row, fields, focal, problems } = read;
  const planned: PlannedRow = {
    ...{ row, fields, focal, problems, state: 'refused', institutionId: null, sameAs: null },
    ...{ before: {}, focalId: null, focalBefore: null, clashes: [] },
  };
  if (problems.length > 0) return planned;
  const found = find(planned, known);
  planned.institutionId = found?.id ?? null;
  const first = keysOf(planned, found)
    .map((key) => known.firsts.get(key))
    .find(Boolean);
  if (first) followFirst(planned, first);
  else if (found) compare(planned, found, known);
  else requireNew(planned);
  if (planned.clashes.length > 0) return planned;
  compareFocal(planned, found);
  planned.state = stateOf(planned, first);
  if (!first) for (const key of keysOf(planned, found)) known.firsts.set(key, planned);
  return planned;
}

const clash = (planned: PlannedRow, column: ImportColumn, problem: RowProblem, value = '') =>
  void planned.clashes.push({ column, problem, value } satisfies Problem);

/** By code, else by name and place. */
function find(planned: PlannedRow, { byCode, byName }: Known): Existing | undefined {
  const { code, name, place } = planned.fields;
  const coded = code ? byCode.get(code) : undefined;
  if (coded) return coded;
  const named = name && place ? byName.get(nameKey(name, place)) : undefined;
  if (named?.code && code) clash(planned, 'code', 'other_code', named.code);
  return named;
}

/** Under what a later row may be about the same institution. */
function keysOf({ fields }: PlannedRow, found: Existing | undefined): string[] {
  const name = fields.name ?? found?.name ?? '';
  const place = fields.place ?? found?.place ?? '';
  const keys = [`name ${nameKey(name, place)}`];
  if (fields.code) keys.push(`code ${fields.code}`);
  if (found) keys.push(`id ${found.id}`);
  return keys;
}

/** A second row about an institution may add a focal point; it may not say something else about it. */
function followFirst(planned: PlannedRow, first: PlannedRow): void {
  planned.sameAs = first.row;
  const other = importFields.find(
    (field) => planned.fields[field] !== undefined && planned.fields[field] !== first.fields[field],
  );
  const nothingNew = Object.keys(planned.focal).length === 0 || sameFocal(planned, first);
  if (other || nothingNew) clash(planned, other ?? 'name', 'twice', String(first.row));
}

const sameFocal = (one: PlannedRow, other: PlannedRow) =>
  focalFields.every((field) => one.focal[field] === other.focal[field]);

function requireNew(planned: PlannedRow): void {
  for (const column of ['name', 'level', 'place'] as const)
    if (!planned.fields[column]) clash(planned, column, 'missing');
}

function compare(planned: PlannedRow, found: Existing, { byCode, byName }: Known): void {
  const { fields, before } = planned;
  if (found.left) return clash(planned, 'name', 'has_left');
  for (const field of importFields) {
    const now = found[field] ?? '';
    const next = fields[field];
    if (next !== undefined && next !== now) before[field] = now;
  }
  const name = fields.name ?? found.name;
  const place = fields.place ?? found.place;
  const namesake = byName.get(nameKey(name, place));
  if (namesake && namesake.id !== found.id) clash(planned, 'name', 'name_taken', `${name}, ${place}`);
  const coded = fields.code ? byCode.get(fields.code) : undefined;
  if (coded && coded.id !== found.id) clash(planned, 'code', 'code_taken', fields.code);
}

/** By e-mail address, else by name. */
function compareFocal(planned: PlannedRow, found: Existing | undefined): void {
  const { focal } = planned;
  if (Object.keys(focal).length === 0) return;
  const same = found?.focal.find(
    (one) =>
      (focal.focalEmail !== undefined && one.focalEmail?.toLowerCase() === focal.focalEmail) ||
      (focal.focalName !== undefined && plain(one.focalName ?? '') === plain(focal.focalName)),
  );
  planned.focalId = same?.id ?? null;
  if (!same) {
    if (!focal.focalName) clash(planned, 'focalName', 'focal_name');
    planned.focalBefore = {};
    return;
  }
  const changed = focalFields.filter(
    (field) => focal[field] !== undefined && focal[field] !== (same[field] ?? ''),
  );
  if (changed.length > 0)
    planned.focalBefore = Object.fromEntries(changed.map((field) => [field, same[field] ?? '']));
}

function stateOf(planned: PlannedRow, first: PlannedRow | undefined): PlannedRow['state'] {
  if (planned.clashes.length > 0) return 'refused';
  if (planned.institutionId === null && !first) return 'new';
  const changes = Object.keys(planned.before).length > 0 || planned.focalBefore !== null;
  return changes ? 'changed' : 'same';
}

export function countRows(rows: readonly PlannedRow[]): RowCounts {
  const counts: RowCounts = { refused: 0, changed: 0, new: 0, same: 0 };
  for (const row of rows) counts[row.state] += 1;
  return counts;
}

/** What needs somebody first, then as in the file. */
export const byUrgency = (rows: readonly PlannedRow[]): PlannedRow[] =>
  [...rows].sort(
    (one, other) => rowStates.indexOf(one.state) - rowStates.indexOf(other.state) || one.row - other.row,
  );

/** What a person saw of a row: when it differs from what the row does now, somebody has changed the institution. */
export const signature = (row: PlannedRow): string =>
  JSON.stringify([
    ...[row.state, row.institutionId, row.sameAs, row.focalId],
    importFields.map((field) => row.before[field] ?? null),
    row.focalBefore && focalFields.map((field) => row.focalBefore?.[field] ?? null),
  ]);
