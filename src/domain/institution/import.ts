/** What a row of an imported list may say about an institution. */
export const importFields = [
  'name',
  'shortName',
  'level',
  'place',
  'langs',
  'zone',
  'code',
  'sponsor',
] as const;
export type ImportField = (typeof importFields)[number];

/** … and about whom to ask there. */
export const focalFields = ['focalName', 'focalJob', 'focalEmail', 'focalTelephone'] as const;
export type FocalField = (typeof focalFields)[number];
export type ImportColumn = ImportField | FocalField;
export const importColumns: readonly ImportColumn[] = [...importFields, ...focalFields];

/** In the order in which a preview shows them: what needs somebody first. */
export const rowStates = ['refused', 'changed', 'new', 'same'] as const;
export type RowState = (typeof rowStates)[number];

export const rowProblems = [
  'missing',
  'too_long',
  'level',
  'lang',
  'zone',
  'email',
  'shortened',
  'broken',
  'focal_name',
  'twice',
  'name_taken',
  'code_taken',
  'other_code',
  'has_left',
] as const;
export type RowProblem = (typeof rowProblems)[number];

export interface Problem {
  column: ImportColumn;
  problem: RowProblem;
  /** What stood there, or the row it collides with. */
  value: string;
}

/** A row as it was read; only cells that say something. Languages are codes with spaces between. */
export interface ReadRow {
  /** As the spreadsheet counts: the first line of the file is 1. */
  row: number;
  fields: Partial<Record<ImportField, string>>;
  focal: Partial<Record<FocalField, string>>;
  problems: Problem[];
}

/** A row with what it would do. */
export interface PlannedRow extends ReadRow {
  state: RowState;
  /** Which institution it is about; null for a new one. */
  institutionId: string | null;
  /** An earlier row about the same institution: this one only adds a focal point. */
  sameAs: number | null;
  /** Of each field that changes, what it is now. */
  before: Partial<Record<ImportField, string>>;
  focalId: string | null;
  focalBefore: Partial<Record<FocalField, string>> | null;
  /** Why it cannot be done, found by comparing with the network and with the other rows. */
  clashes: Problem[];
}

export type RowCounts = Record<RowState, number>;

/** What is known of an import beside its rows. */
export interface ImportOutcome {
  counts: RowCounts;
  /** Rises with every new comparison: who confirms says which one they saw. */
  version: number;
  encoding: 'utf-8' | 'utf-16' | 'windows-1252' | 'xlsx';
  /** Headers that no column was known for. */
  ignored: string[];
  /** What was edited by others since the preview was made, so that it had to be made anew. */
  changedMeanwhile?: boolean;
  confirmedBy?: string;
}

export const importLimits = {
  rows: 10_000,
  bytes: 5 * 1024 * 1024,
  unpackedBytes: 64 * 1024 * 1024,
  cells: 3_000_000,
};
