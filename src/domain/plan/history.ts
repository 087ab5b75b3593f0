import type { ChangeKind, Piece } from './difference.ts';

/** A row of what changed in a plan: one field of one card by one person. */
export interface ChangeRow {
  seq: number;
  cardId: string;
  /** A field, a value, or `added`, `order`, `section`, `deletedAt`, `gone`. */
  field: string;
  before: string | null;
  after: string | null;
  lost: boolean;
  personId: string | null;
  at: Date;
}

/** What one person did in one card in one go. */
export interface HistoryEntry {
  id: string;
  cardId: string;
  personId: string | null;
  /** The first and the last moment of it. */
  from: Date;
  at: Date;
  what: ChangeKind;
  pieces: Piece[];
}

/** So long a pause makes another entry. */
const togetherMs = 15 * 60_000;

/** Gathers rows, newest first, into entries, newest first. What came to nothing (typed and deleted again) is left out. */
export function gather(rows: readonly ChangeRow[]): HistoryEntry[] {
  const groups: ChangeRow[][] = [];
  const openOf = new Map<string, ChangeRow[]>();
  for (const row of rows) {
    const open = openOf.get(row.cardId);
    const last = open?.at(-1);
    const same = last && last.personId === row.personId && last.at.getTime() - row.at.getTime() <= togetherMs;
    if (open && same) open.push(row);
    else {
      const group = [row];
      groups.push(group);
      openOf.set(row.cardId, group);
    }
  }
  return groups.map(toEntry).filter((entry) => entry !== null);
}

function toEntry(group: readonly ChangeRow[]): HistoryEntry | null {
  const oldestFirst = [...group].reverse();
  const [first, last] = [oldestFirst[0]!, group[0]!];
  const pieces = piecesOf(oldestFirst);
  const what = whatOf(oldestFirst, pieces);
  if (what === null) return null;
  return {
    id: `${first.seq}-${first.cardId}-${first.field}`,
    ...{ cardId: first.cardId, personId: first.personId, from: first.at, at: last.at, what, pieces },
  };
}

const aboutTheCard = new Set(['added', 'order', 'section', 'deletedAt', 'gone']);
const places: readonly string[] = ['order', 'section'];

function piecesOf(oldestFirst: readonly ChangeRow[]): Piece[] {
  const found = new Map<string, Piece>();
  for (const { field, before, after, lost } of oldestFirst) {
    if (aboutTheCard.has(field)) continue;
    const key = `${field} ${lost}`;
    const known = found.get(key);
    found.set(key, { name: field, before: known ? known.before : before, after, lost });
  }
  return [...found.values()].filter(({ before, after, lost }) => lost || (before ?? '') !== (after ?? ''));
}

/** Null for what left no trace. */
function whatOf(oldestFirst: readonly ChangeRow[], pieces: readonly Piece[]): ChangeKind | null {
  const of = (field: string) => oldestFirst.filter((row) => row.field === field);
  const deletions = of('deletedAt');
  const wasDeleted = deletions[0]?.before != null;
  const isDeleted = of('gone').length > 0 || deletions.at(-1)?.after != null;
  const added = of('added').length > 0;
  if (added && isDeleted) return pieces.length > 0 ? 'deleted' : null;
  if (added) return 'added';
  if (isDeleted && !wasDeleted) return 'deleted';
  if (wasDeleted && !isDeleted) return 'taken_back';
  if (pieces.length > 0) return 'changed';
  return oldestFirst.some(({ field, before, after }) => places.includes(field) && before !== after)
    ? 'moved'
    : null;
}

/** A card's fields and values as they were before the moment `at`, from what they are now and the rows since then, newest first. */
export function rewind(
  now: Readonly<Record<string, string>>,
  since: readonly Pick<ChangeRow, 'field' | 'before' | 'lost'>[],
): Record<string, string> {
  const then: Record<string, string> = { ...now };
  for (const { field, before, lost } of since) {
    if (lost || aboutTheCard.has(field)) continue;
    if (before === null || before === '') delete then[field];
    else then[field] = before;
  }
  return then;
}
