import { stringify } from 'csv-stringify/sync';
import writeXlsx, { type Sheet } from 'write-excel-file/node';
import type { ActionRow, Outline } from '#domain/plan/outline.ts';
import { planWords } from '#domain/plan/plan-words.ts';
import { actionColumns, actionHeadings, type ActionColumn } from '#domain/plan/table-columns.ts';
import { escapedFormula } from '#domain/plan/table-text.ts';

/** More letters a cell of a spreadsheet does not hold. */
const longestCell = 32_000;
/** As a cell holds it; what looks like the format's own way to write a letter must stay what it is. */
const inCell = (text: string): string => {
  const short = text.length > longestCell ? `${text.slice(0, longestCell)}…` : text;
  const escaped = short.replaceAll(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');
  // The library that writes the file looks texts up in an object, and finds there what every object has.
  return escaped in {} ? escaped.replace(/^./, (first) => escapedLetter(first)) : escaped;
};

/** The table of actions for any program: French spreadsheets get their semicolon, and nothing is taken for a formula. */
export function actionsCsv({ lang, actions }: Outline): Uint8Array {
  const headings = actionColumns.map((column) => actionHeadings[column][lang]);
  const rows = actions.map((row) => actionColumns.map((column) => escapedFormula(row[column])));
  return Buffer.from(stringify([headings, ...rows], { bom: true, delimiter: lang === 'fr' ? ';' : ',' }));
}

const widths: Record<ActionColumn, number> = {
  ...{ title: 40, detail: 48, indicator: 32 },
  ...{ owner: 24, institution: 24, due: 13, state: 30 },
};

/** As ECMA-376 (22.4.2.4) writes a letter that may not stand for itself. */
const escapedLetter = (letter: string): string =>
  `_x${letter.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}_`;

/** The table of actions as a spreadsheet: days are days, everything else is text; what was promised besides on a sheet of its own. */
export function actionsXlsx(outline: Outline): Promise<Buffer> {
  const { lang, actions, others } = outline;
  const say = (word: keyof typeof planWords) => planWords[word][lang];
  const sheets: Sheet<Buffer>[] = [
    {
      sheet: say('table'),
      data: [
        headRow(actionColumns.map((column) => actionHeadings[column][lang])),
        ...actions.map((row) => {
          const height = heightOf(actionColumns.map((column) => [row[column], widths[column]]));
          return actionColumns.map((column) => ({ ...cellOf(row, column), height }));
        }),
      ],
      columns: actionColumns.map((column) => ({ width: widths[column] })),
      stickyRowsCount: 1,
      orientation: 'landscape' as const,
    },
  ];
  if (others.length > 0)
    sheets.push({
      sheet: say('commitments'),
      data: [
        headRow([
          say('commitment'),
          say('owner'),
          say('institution'),
          say('due'),
          say('report'),
          say('state'),
        ]),
        ...others.map((one) => [
          { ...textCell(one.text), height: heightOf([[one.text, 48]]) },
          ...[one.owner, one.institution].map(textCell),
          ...[dayCell(one.due), dayCell(one.report), textCell(one.state)],
        ]),
      ],
      columns: [48, 24, 24, 13, 13, 30].map((width) => ({ width })),
      stickyRowsCount: 1,
      orientation: 'landscape' as const,
    });
  return writeXlsx(sheets, { fontFamily: 'Calibri', fontSize: 11 }).toBuffer();
}

/** Not every program makes a row as high as its words need: points for as many lines, up to a screen's. */
function heightOf(cells: readonly (readonly [text: string, width: number])[]): number {
  const lines = cells.map(([text, width]) =>
    text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / (width * 0.95))), 0),
  );
  return Math.min(400, 15.5 * Math.max(...lines));
}

const top = { alignVertical: 'top', wrap: true } as const;
const headRow = (words: readonly string[]) =>
  words.map((value) => ({
    value,
    type: String,
    ...top,
    fontWeight: 'bold' as const,
    backgroundColor: '#DCEBE8' as const,
  }));
const textCell = (text: string) => ({ value: inCell(text), type: String, ...top });
const dayCell = (day: string) =>
  day === ''
    ? textCell('')
    : { value: new Date(`${day}T00:00:00Z`), type: Date, format: 'dd/mm/yyyy', ...top };
const cellOf = (row: ActionRow, column: ActionColumn) =>
  column === 'due' ? dayCell(row.due) : textCell(row[column]);
