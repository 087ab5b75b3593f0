import pdfmake from 'pdfmake';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Labelled, Outline, OutlineCard, Promised } from '#domain/plan/outline.ts';
import { colon, planWords, shortDayWords } from '#domain/plan/plan-words.ts';
import { actionHeadings, type ActionColumn } from '#domain/plan/table-columns.ts';
import { notePages, picturesOf } from './note-pdf.ts';
import { breakable, inParagraphs, lettersOf } from './pdf-letters.ts';
import type { Pictures } from './pictures.ts';

const folder = path.join(path.dirname(fileURLToPath(import.meta.resolve('pdfmake'))), '../fonts/Roboto');
pdfmake.setFonts({
  Roboto: {
    normal: path.join(folder, 'Roboto-Regular.ttf'),
    bold: path.join(folder, 'Roboto-Medium.ttf'),
    italics: path.join(folder, 'Roboto-Italic.ttf'),
    bolditalics: path.join(folder, 'Roboto-MediumItalic.ttf'),
  },
});
// What somebody wrote names no file and no address.
pdfmake.setLocalAccessPolicy((file) => file.startsWith(folder));
pdfmake.setUrlAccessPolicy(() => false);

const ink = { text: '#1c2a29', quiet: '#4c5a58', brand: '#0d5b57', line: '#e3dbcc', head: '#dcebe8' };

/** A plan as pages of A4, with the room above and the page's number below each. */
export async function pdf(outline: Outline, pictures: Pictures = {}): Promise<Uint8Array> {
  const { lang, room, at } = outline;
  const definition: TDocumentDefinitions = {
    pageSize: 'A4',
    pageMargins: [56, 64, 56, 60],
    language: lang,
    info: { title: outline.title, creator: 'Twinward', producer: 'Twinward' },
    defaultStyle: { font: 'Roboto', fontSize: 10.5, lineHeight: 1.3, color: ink.text },
    styles: {
      title: { fontSize: 20, bold: true, color: ink.brand },
      section: { fontSize: 14, bold: true, color: ink.brand },
      card: { fontSize: 11.5, bold: true },
      quiet: { color: ink.quiet, fontSize: 9.5 },
      cell: { fontSize: 9 },
    },
    header: (page) =>
      page === 1 ? null : { text: breakable(short(room, 90)), style: 'quiet', margin: [56, 32, 56, 0] },
    footer: (page, pages) => ({
      columns: [
        { text: `${planWords.asOf[lang]} ${at}`, width: '*' },
        { text: `${page} / ${pages}`, width: 60, alignment: 'right' },
      ],
      style: 'quiet',
      margin: [56, 20, 56, 0],
    }),
    images: picturesOf(pictures),
    content: contentOf(outline, pictures),
    // A heading stays with what it is over.
    pageBreakBefore: (node, nodes) =>
      node.headlineLevel !== undefined && nodes.getFollowingNodesOnPage().length === 0,
  };
  return pdfmake.createPdf(definition).getBuffer();
}

function contentOf(outline: Outline, pictures: Pictures): Content[] {
  const { lang, sections, actions, others, signatures } = outline;
  const heading = (text: string): Content => ({
    text,
    style: 'section',
    headlineLevel: 1,
    margin: [0, 18, 0, 6],
  });
  return [
    { text: breakable(outline.title), style: 'title' },
    {
      text: outline.institutions.map(({ label, value }) => `${breakable(label)} ${value}`).join('  ·  '),
      margin: [0, 4, 0, 0],
    },
    { text: `${planWords.asOf[lang]} ${outline.at}`, style: 'quiet' },
    ...(sections.length === 0
      ? [{ text: planWords.empty[lang], margin: [0, 16, 0, 0] } satisfies Content]
      : []),
    ...sections.flatMap(({ title, cards }) => [
      heading(breakable(title)),
      ...cards.flatMap((card) => cardContent(card, outline, pictures)),
    ]),
    ...(actions.length > 0 ? [heading(planWords.table[lang]), table(outline)] : []),
    ...(others.length > 0 ? [heading(planWords.others[lang]), promises(others)] : []),
    ...(signatures
      ? [
          heading(planWords.signatures[lang]),
          { text: breakable(signatures.words) },
          {
            ul: signatures.signed.map((one) =>
              breakable([one.institution, one.name, one.role, one.at].filter(Boolean).join(', ')),
            ),
          },
        ]
      : []),
    ...(lettersOf(JSON.stringify(outline)).lost
      ? [{ text: planWords.lostLetters[lang], style: 'quiet', margin: [0, 18, 0, 0] } satisfies Content]
      : []),
  ];
}

function cardContent(
  { title, texts, body, facts, promises: promised }: OutlineCard,
  { lang }: Outline,
  pictures: Pictures,
): Content[] {
  const labelled = ({ label, value }: Labelled): Content[] =>
    inParagraphs(value).map((piece, at) =>
      label && at === 0
        ? {
            text: [{ text: `${label}${colon(lang)}`, color: ink.quiet }, breakable(piece)],
            margin: [0, 0, 0, 2],
          }
        : { text: breakable(piece), margin: [0, 0, 0, 4] },
    );
  return [
    ...(title
      ? inParagraphs(title).map((piece): Content => ({
          ...{ text: breakable(piece), style: 'card', headlineLevel: 2, margin: [0, 8, 0, 2] },
        }))
      : []),
    ...texts.flatMap(labelled),
    ...notePages(body, { lang, pictures }),
    ...facts.flatMap(labelled),
    ...(promised.length > 0
      ? [
          { text: `${planWords.commitments[lang]}${colon(lang)}`.trimEnd(), color: ink.quiet },
          promises(promised),
        ]
      : []),
  ];
}

const promises = (promised: readonly Promised[]): Content => ({
  ul: promised.map((one) => ({
    text: [
      { text: breakable(one.text), bold: true },
      breakable(` (${[one.owner, one.institution].filter(Boolean).join(', ')}) `),
      { text: breakable(one.state), color: ink.quiet },
    ],
    margin: [0, 0, 0, 2],
  })),
});

const columns = ['title', 'owner', 'institution', 'due', 'state'] as const satisfies readonly ActionColumn[];

const table = ({ lang, actions }: Outline): Content => ({
  table: {
    headerRows: 1,
    keepWithHeaderRows: 1,
    dontBreakRows: true,
    widths: ['*', 80, 80, 54, 92],
    body: [
      columns.map((column) => ({
        text: actionHeadings[column][lang],
        bold: true,
        fillColor: ink.head,
        style: 'cell',
      })),
      ...actions.map((row) =>
        columns.map((column) => ({
          text: breakable(
            column === 'due' && row.due ? shortDayWords(row.due, lang) : short(row[column], 600),
          ),
          style: 'cell',
        })),
      ),
    ],
  },
  layout: {
    hLineColor: () => ink.line,
    vLineWidth: () => 0,
    paddingTop: () => 4,
    paddingBottom: () => 4,
  },
});

const short = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);
