import { stringify } from 'csv-stringify/sync';
import writeXlsx from 'write-excel-file/node';
import { spokenLangs } from '#domain/institution/institution.ts';
import { columnWords, langCells, levelCells } from '#domain/institution/import-words.ts';
import { importColumns, type ImportColumn, type PlannedRow } from '#domain/institution/import.ts';
import type { exportList } from '#domain/institution/schemas.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import { levels, type Level } from '#domain/network/network.ts';
import type { Lang } from '#domain/person/lang.ts';
import type * as v from 'valibot';
import type { ReadContext, WriteContext } from '../../context.ts';
import { notFound } from '../../errors.ts';
import { recordAudit } from '../../event/audit.ts';
import { existingOf } from './existing.ts';
import type { Existing } from './plan.ts';

export type Format = 'csv' | 'xlsx';
export interface Download {
  bytes: Uint8Array;
  type: string;
}
type Table = { name: string; rows: string[][] };

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/**
 * A table as a file. In CSV what a spreadsheet would take for a formula gets an apostrophe (an import takes it off
 * again), and French spreadsheets their semicolon; in XLSX every cell is text.
 */
async function fileOf(tables: readonly Table[], format: Format, lang: Lang): Promise<Download> {
  if (format === 'csv') {
    const delimiter = lang === 'fr' ? ';' : ',';
    const text = stringify(tables[0]?.rows ?? [], { bom: true, delimiter, escape_formulas: true });
    return { bytes: Buffer.from(text), type: types.csv };
  }
  const sheets = tables.map(({ name, rows }) => ({
    sheet: name,
    data: rows.map((row, at) =>
      row.map((value) => ({ value, type: String, ...(at === 0 ? { fontWeight: 'bold' as const } : {}) })),
    ),
    columns: (rows[0] ?? []).map(() => ({ width: 24 })),
    stickyRowsCount: 1,
  }));
  return { bytes: await writeXlsx(sheets).toBuffer(), type: types.xlsx };
}

const headers = (lang: Lang): string[] => importColumns.map((column) => columnWords[column][lang]);

/** An empty list with the headers in the actor's language; in XLSX the words for levels and languages beside it. */
export async function template({ actor }: ReadContext, format: Format): Promise<Download> {
  if (!actor.networks.some(({ networkId }) => networkAbilities(actor, networkId).lookAfter)) throw notFound();
  const { lang } = actor;
  const words = Array.from({ length: Math.max(levels.length, spokenLangs.length) }, (_, at) => [
    levels[at] ? levelCells[levels[at]][lang] : '',
    spokenLangs[at] ? langCells[spokenLangs[at]][lang] : '',
  ]);
  const wordSheet = [[columnWords.level[lang], columnWords.langs[lang]], ...words];
  const tables = [
    { name: lang === 'fr' ? 'Liste' : 'List', rows: [headers(lang)] },
    { name: lang === 'fr' ? 'Mots' : 'Words', rows: wordSheet },
  ];
  return fileOf(tables, format, lang);
}

/** The network's institutions with their focal points, as an import reads them. Those who look after it; audited. */
export async function exportAll(
  { trx, actor, now }: WriteContext,
  { networkId, format }: v.InferOutput<typeof exportList>,
): Promise<Download> {
  if (!networkAbilities(actor, networkId).lookAfter) throw notFound('network');
  const existing = JSON.parse(await existingOf(trx, networkId)) as Existing[];
  const byName = new Intl.Collator(actor.lang).compare;
  existing.sort((one, other) => byName(one.name, other.name));
  const rows = existing.filter((one) => !one.left).flatMap((one) => rowsOf(one, actor.lang));
  await recordAudit(trx, {
    ...{ kind: 'institutions_exported', personId: actor.personId, at: now, networkId, ...actor.from },
    data: { institutions: existing.length, format },
  });
  return fileOf([{ name: 'Twinward', rows: [headers(actor.lang), ...rows] }], format, actor.lang);
}

function rowsOf({ focal, ...one }: Existing, lang: Lang): string[][] {
  const people = focal.length > 0 ? focal : [{}];
  return people.map((person) => {
    const all: Partial<Record<ImportColumn, string | null>> = { ...one, ...person };
    return importColumns.map((column) => inWords(column, all[column] ?? '', lang));
  });
}

function inWords(column: ImportColumn, value: string, lang: Lang): string {
  if (column === 'level') return levelCells[value as Level]?.[lang] ?? value;
  if (column !== 'langs') return value;
  const names = value.split(' ').filter(Boolean);
  return names.map((name) => langCells[name as keyof typeof langCells]?.[lang] ?? name).join(', ');
}

/** Rows that were refused, as they were read, with their reasons in front: to be mended and imported again. */
export function refusedFile(
  rows: readonly PlannedRow[],
  words: { row: string; reason: string; reasonsOf: (row: PlannedRow) => string },
  lang: Lang,
): Promise<Download> {
  const lines = rows.map((row) => {
    const read: Partial<Record<ImportColumn, string>> = { ...row.fields, ...row.focal };
    for (const { column, value } of row.problems) read[column] ??= value;
    return [
      String(row.row),
      words.reasonsOf(row),
      ...importColumns.map((column) => inWords(column, read[column] ?? '', lang)),
    ];
  });
  return fileOf(
    [{ name: 'Twinward', rows: [[words.row, words.reason, ...headers(lang)], ...lines] }],
    'csv',
    lang,
  );
}
