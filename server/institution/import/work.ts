import { newId, type InstitutionId } from '#domain/ids.ts';
import type { ImportOutcome, PlannedRow, RowCounts } from '#domain/institution/import.ts';
import { byUrgency, countRows, planRows, signature, type Existing } from './plan.ts';
import { readFile, readText } from './read-file.ts';
import { readRows } from './read-rows.ts';

/** What is done beside the event loop. Texts that Postgres takes or gives are passed on without looking into them. */
export type Task =
  | { kind: 'read'; bytes: Uint8Array | null; text: string; existing: string }
  | { kind: 'again'; rows: string; existing: string; defaults: Defaults };

/** What a new institution gets where the file says nothing. */
export interface Defaults {
  zone: string;
  lang: 'en' | 'fr';
}

export interface ReadAnswer extends Pick<ImportOutcome, 'encoding' | 'ignored'> {
  counts: RowCounts;
  rows: string;
}
export interface AgainAnswer {
  counts: RowCounts;
  rows: string;
  /** Nothing has changed since somebody looked. */
  asSeen: boolean;
  /** What is to be written, a few hundred rows each. */
  batches: { rows: number; write: string }[];
  /** Rows that were left out, to be shown afterwards. */
  refused: string;
}

/** Reads a file or a pasted text and compares it with the network. */
export async function readAndPlan(task: Extract<Task, { kind: 'read' }>): Promise<ReadAnswer> {
  const sheet = task.bytes
    ? await readFile(task.bytes)
    : { cells: readText(task.text), encoding: 'utf-8' as const };
  const { rows, ignored } = readRows(sheet.cells);
  const planned = planRows(rows, JSON.parse(task.existing) as Existing[]);
  return {
    ...{ encoding: sheet.encoding, ignored, counts: countRows(planned) },
    rows: JSON.stringify(byUrgency(planned)),
  };
}

const batchSize = 500;

/** Compares once more, right before writing, and says what to write. */
export function planAgain(task: Extract<Task, { kind: 'again' }>): AgainAnswer {
  const seen = (JSON.parse(task.rows) as PlannedRow[]).sort((one, other) => one.row - other.row);
  const existing = JSON.parse(task.existing) as Existing[];
  const planned = planRows(seen, existing);
  const asSeen = planned.every((row, index) => signature(row) === signature(seen[index] ?? row));
  const batches = asSeen ? batchesOf(planned, existing, task.defaults) : [];
  const refused = planned.filter((row) => row.state === 'refused');
  return {
    ...{ asSeen, batches, counts: countRows(planned) },
    ...{ rows: JSON.stringify(byUrgency(planned)), refused: JSON.stringify(refused) },
  };
}

function batchesOf(planned: readonly PlannedRow[], existing: readonly Existing[], defaults: Defaults) {
  const byId = new Map(existing.map((one) => [one.id, one]));
  const newIds = new Map<number, string>();
  const doing = planned.filter(({ state }) => state === 'new' || state === 'changed');
  const batches: AgainAnswer['batches'] = [];
  for (let at = 0; at < doing.length; at += batchSize) {
    const part = doing.slice(at, at + batchSize);
    const write = { added: [], changed: [], focalAdded: [], focalChanged: [] } as Record<string, object[]>;
    for (const row of part) writeRow(row, { write, newIds, byId, defaults });
    batches.push({ rows: part.length, write: JSON.stringify(write) });
  }
  return batches;
}

interface Writing {
  write: Record<string, object[]>;
  newIds: Map<number, string>;
  byId: Map<string, Existing>;
  defaults: Defaults;
}

function writeRow(row: PlannedRow, { write, newIds, byId, defaults }: Writing): void {
  const isNew = row.state === 'new';
  const id = row.institutionId ?? newIds.get(row.sameAs ?? row.row) ?? newId<InstitutionId>();
  if (isNew) newIds.set(row.row, id);
  const now = byId.get(id);
  if (isNew) write['added']?.push(columnsOf(id, row.fields, defaults));
  else if (now && Object.keys(row.before).length > 0)
    write['changed']?.push(columnsOf(id, { ...known(now), ...row.fields }, defaults));
  if (row.focalBefore === null) return;
  const { focalName, focalJob, focalEmail, focalTelephone } = {
    ...now?.focal.find((one) => one.id === row.focalId),
    ...row.focal,
  };
  write[row.focalId ? 'focalChanged' : 'focalAdded']?.push({
    ...{ id: row.focalId ?? newId(), institution_id: id, name: focalName, job: focalJob ?? '' },
    ...{ email: focalEmail ?? null, telephone: focalTelephone ?? null },
  });
}

const known = ({ code, ...rest }: Existing): PlannedRow['fields'] => ({ ...rest, ...(code ? { code } : {}) });

function columnsOf(id: string, fields: PlannedRow['fields'], defaults: Defaults): object {
  const langs = fields.langs?.split(' ').filter(Boolean) ?? [];
  const lang = langs.find((one) => one === 'en' || one === 'fr') ?? defaults.lang;
  return {
    ...{ id, name: fields.name, short_name: fields.shortName ?? (fields.name ?? '').slice(0, 40).trim() },
    ...{ level: fields.level, place: fields.place, zone: fields.zone ?? defaults.zone, lang },
    ...{ langs: langs.length > 0 ? langs : [lang], code: fields.code ?? null, sponsor: fields.sponsor ?? '' },
  };
}
