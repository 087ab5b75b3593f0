import type { Content, ContentText } from 'pdfmake/interfaces.js';
import type { Lang } from '#domain/person/lang.ts';
import type { ListStyle, NoteBlock, NoteBody, NoteItem, NoteWords } from '#domain/plan/note-body.ts';
import { colon, planWords } from '#domain/plan/plan-words.ts';
import { breakable, inParagraphs } from './pdf-letters.ts';
import type { Pictures } from './pictures.ts';

const ink = { text: '#1c2a29', quiet: '#4c5a58', brand: '#0d5b57', line: '#b9b1a3', head: '#f1ece2' };
/** The largest a picture is set, in points: two fit on a page. */
const largest: [number, number] = [400, 300];

interface Setting {
  lang: Lang;
  pictures: Pictures;
}

/** Pictures as the pages' definition holds them. */
export const picturesOf = (pictures: Pictures): Record<string, string> =>
  Object.fromEntries(
    Object.entries(pictures).map(([id, bytes]) => [
      id,
      `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`,
    ]),
  );

/** The body of a note as parts of a page. */
export const notePages = (body: NoteBody, setting: Setting): Content[] =>
  body.map((block) => blockContent(block, setting));

function blockContent(block: NoteBlock, setting: Setting): Content {
  switch (block.kind) {
    case 'paragraph':
      return { stack: paragraphs(block.words) };
    case 'heading':
      return {
        text: line(block.words),
        ...{ bold: true, fontSize: block.level === 1 ? 12 : 11, color: ink.brand },
        ...{ headlineLevel: 3, margin: [0, 6, 0, 2] },
      };
    case 'list':
      return list(block.style, block.items, setting);
    case 'table':
      return table(block.rows, setting);
    case 'picture':
      return picture(block, setting);
  }
}

/** One paragraph, or as many as very long words are set in. */
function paragraphs(words: readonly NoteWords[]): Content[] {
  const pieces = words.map((one) => inParagraphs(one.text).map((text) => ({ ...one, text })));
  const sets = pieces.some(({ length }) => length > 1) ? pieces.flat().map((one) => [one]) : [words];
  return sets.map((set): Content => ({ text: line(set), margin: [0, 0, 0, 4] }));
}

const line = (words: readonly NoteWords[]): ContentText['text'] =>
  words.map(({ text, bold, italic, href }) => ({
    text: breakable(text),
    ...(bold ? { bold } : {}),
    ...(italic ? { italics: true } : {}),
    ...(href ? { link: href, color: ink.brand, decoration: 'underline' as const } : {}),
  }));

function list(style: ListStyle, items: readonly NoteItem[], setting: Setting): Content {
  const parts = items.map((item): Content => ({ stack: notePages(item.blocks, setting) }));
  if (style === 'numbers') return { ol: parts, margin: [0, 0, 0, 4] };
  if (style === 'bullets') return { ul: parts, margin: [0, 0, 0, 4] };
  return {
    stack: items.map((item, at) => ({
      columns: [{ canvas: box(item.checked === true), width: 18 }, parts[at]!],
    })),
    margin: [0, 0, 0, 4],
  };
}

/** The box before a line of a checklist: the font has none. */
const box = (checked: boolean) => [
  { type: 'rect' as const, ...{ x: 1, y: 2, w: 9, h: 9, r: 1.5, lineWidth: 0.8, lineColor: ink.quiet } },
  ...(checked
    ? [
        {
          type: 'polyline' as const,
          ...{ lineWidth: 1.4, lineColor: ink.brand },
          points: [
            { x: 3, y: 6.5 },
            { x: 5, y: 8.7 },
            { x: 8.5, y: 4 },
          ],
        },
      ]
    : []),
];

const table = (rows: Extract<NoteBlock, { kind: 'table' }>['rows'], setting: Setting): Content => ({
  table: {
    widths: rows[0]!.map(() => '*'),
    dontBreakRows: rows.length < 40,
    body: rows.map((row) =>
      row.map(({ head, blocks }) => ({
        stack: notePages(blocks, setting),
        ...{ bold: head, fontSize: 9.5, ...(head ? { fillColor: ink.head } : {}) },
      })),
    ),
  },
  layout: {
    hLineColor: () => ink.line,
    vLineColor: () => ink.line,
    hLineWidth: () => 0.6,
    vLineWidth: () => 0.6,
  },
  margin: [0, 2, 0, 8],
});

function picture(
  { image, alt, width }: Extract<NoteBlock, { kind: 'picture' }>,
  { lang, pictures }: Setting,
): Content {
  const said = `${planWords.picture[lang]}${alt ? colon(lang) + alt : ''}`;
  if (!(image in pictures)) return { text: breakable(`[${said}]`), color: ink.quiet, margin: [0, 0, 0, 4] };
  const fit: [number, number] = [Math.min(largest[0], Math.max(width, 60)), largest[1]];
  return {
    stack: [
      { image, fit },
      ...(alt ? [{ text: breakable(alt), style: 'quiet', margin: [0, 2, 0, 0] } satisfies Content] : []),
    ],
    unbreakable: true,
    margin: [0, 4, 0, 8],
  };
}
