import {
  AlignmentType,
  Document,
  Footer,
  Header,
  HeadingLevel,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
  type IParagraphOptions,
} from 'docx';
import type { Labelled, Outline, OutlineCard, Promised } from '#domain/plan/outline.ts';
import { colon, planWords, shortDayWords } from '#domain/plan/plan-words.ts';
import { actionHeadings, type ActionColumn } from '#domain/plan/table-columns.ts';
import { noteNumbering, noteParts } from './note-word.ts';
import type { Pictures } from './pictures.ts';
import { grey, paragraph, runs } from './word-runs.ts';
import { wordStyles } from './word-styles.ts';

/** A plan as a text document: real headings and tables, so that somebody can go on writing in it. */
export async function word(outline: Outline, pictures: Pictures = {}): Promise<Uint8Array> {
  const { lang, room, title, at } = outline;
  const document = new Document({
    title,
    creator: 'Twinward',
    lastModifiedBy: 'Twinward',
    description: `${planWords.asOf[lang]} ${at}`,
    styles: wordStyles(lang),
    numbering: noteNumbering,
    sections: [
      {
        properties: {
          // A4 in twentieths of a point.
          page: {
            size: { width: 11_906, height: 16_838 },
            margin: { top: 1300, bottom: 1200, left: 1134, right: 1134 },
          },
        },
        headers: { default: new Header({ children: [quiet(room.slice(0, 120))] }) },
        footers: { default: new Footer({ children: [numbered(outline)] }) },
        children: bodyOf(outline, pictures),
      },
    ],
  });
  return Packer.toBuffer(document);
}

const quiet = (text: string, more: Omit<IParagraphOptions, 'children'> = {}) =>
  paragraph(runs(text, { ...grey, size: 18 }), more);

const numbered = ({ lang, at }: Outline) =>
  new Paragraph({
    tabStops: [{ type: 'right', position: 9638 }],
    children: [
      new TextRun({ text: `${planWords.asOf[lang]} ${at}\t`, ...grey, size: 18 }),
      new TextRun({ children: [PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES], ...grey, size: 18 }),
    ],
  });

function bodyOf(outline: Outline, pictures: Pictures): (Paragraph | Table)[] {
  const { lang, sections, actions, others, signatures } = outline;
  let lists = 0;
  const noted = { lang, pictures, nextList: () => ++lists };
  const heading = (text: string) =>
    paragraph(runs(text.replaceAll('\n', ' ')), { heading: HeadingLevel.HEADING_1, keepNext: true });
  return [
    paragraph(runs(outline.title), { heading: HeadingLevel.TITLE }),
    paragraph(runs(outline.institutions.map(({ label, value }) => `${label} ${value}`).join('  ·  '))),
    quiet(`${planWords.asOf[lang]} ${outline.at}`),
    ...(sections.length === 0 ? [paragraph(runs(planWords.empty[lang]))] : []),
    ...sections.flatMap(({ title, cards }) => [
      heading(title),
      ...cards.flatMap((card) => cardParts(card, lang, noteParts(card.body, { ...noted, own: card.lang }))),
    ]),
    ...(actions.length > 0 ? [heading(planWords.table[lang]), table(outline)] : []),
    ...(others.length > 0 ? [heading(planWords.others[lang]), ...others.map(promise)] : []),
    ...(signatures
      ? [
          heading(planWords.signatures[lang]),
          paragraph(runs(signatures.words)),
          ...signatures.signed.map((one) =>
            paragraph(runs([one.institution, one.name, one.role, one.at].filter(Boolean).join(', ')), {
              bullet: { level: 0 },
            }),
          ),
        ]
      : []),
  ];
}

function cardParts(
  card: OutlineCard,
  lang: Outline['lang'],
  body: readonly (Paragraph | Table)[],
): (Paragraph | Table)[] {
  const labelled = ({ label, value, lang: own }: Labelled) =>
    paragraph([...(label ? runs(`${label}${colon(lang)}`, grey) : []), ...runs(value, {}, own)]);
  return [
    ...(card.title
      ? [paragraph(runs(card.title, {}, card.lang), { heading: HeadingLevel.HEADING_2, keepNext: true })]
      : []),
    ...card.texts.map(labelled),
    ...body,
    ...card.facts.map(labelled),
    ...(card.promises.length > 0
      ? [
          paragraph(runs(`${planWords.commitments[lang]}${colon(lang)}`.trimEnd(), grey), { keepNext: true }),
          ...card.promises.map(promise),
        ]
      : []),
  ];
}

const promise = (one: Promised): Paragraph =>
  paragraph(
    [
      ...runs(one.text, { bold: true }, one.lang),
      ...runs(` (${[one.owner, one.institution].filter(Boolean).join(', ')}) `),
      ...runs(one.state, grey),
    ],
    { bullet: { level: 0 } },
  );

/** The columns of the printed table, with their widths in twentieths of a point. */
const columns: readonly (readonly [ActionColumn, number])[] = [
  ['title', 3500],
  ['owner', 1700],
  ['institution', 1700],
  ['due', 1138],
  ['state', 1600],
];

function table({ lang, actions }: Outline): Table {
  const cell = (text: string, width: number, more: { bold?: boolean; fill?: string; lang?: string } = {}) =>
    new TableCell({
      width: { size: width, type: WidthType.DXA },
      margins: { top: 60, bottom: 60, left: 90, right: 90 },
      ...(more.fill ? { shading: { fill: more.fill } } : {}),
      children: [
        paragraph(runs(text, { size: 18, bold: more.bold ?? false }, more.lang), {
          alignment: AlignmentType.LEFT,
          spacing: { after: 0 },
        }),
      ],
    });
  const head = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: columns.map(([column, width]) =>
      cell(actionHeadings[column][lang], width, { bold: true, fill: 'DCEBE8' }),
    ),
  });
  const rows = actions.map(
    (row) =>
      new TableRow({
        cantSplit: true,
        children: columns.map(([column, width]) => {
          const text =
            column === 'due' && row.due ? shortDayWords(row.due, lang) : row[column].slice(0, 2000);
          return cell(text, width, column === 'title' ? { lang: row.lang } : {});
        }),
      }),
  );
  return new Table({
    rows: [head, ...rows],
    columnWidths: columns.map(([, width]) => width),
    width: { size: 9638, type: WidthType.DXA },
  });
}
