import {
  ExternalHyperlink,
  HeadingLevel,
  ImageRun,
  LevelFormat,
  LineRuleType,
  Table,
  TableCell,
  TableRow,
  WidthType,
  type INumberingOptions,
  type IParagraphOptions,
  type ParagraphChild,
} from 'docx';
import type { Lang } from '#domain/person/lang.ts';
import type { NoteBlock, NoteBody, NoteItem, NoteWords } from '#domain/plan/note-body.ts';
import { colon, planWords } from '#domain/plan/plan-words.ts';
import type { Pictures } from './pictures.ts';
import { grey, paragraph, runs } from './word-runs.ts';

type Part = ReturnType<typeof paragraph> | Table;
type Look = Omit<IParagraphOptions, 'children'>;

/** Where a block stands: how deep in lists, and what its paragraphs look like. */
interface Place {
  lang: Lang;
  /** The language its words are in. */
  own: string;
  pictures: Pictures;
  /** A new one for each numbered list: it begins at one. */
  nextList: () => number;
  depth?: number;
  bold?: boolean;
}

/** In twentieths of a point: how far a list is moved in, and how wide the text is. */
const step = 360;
const textWidth = 9638;
/** In pixels at 96 to the inch. */
const largest = { width: 520, height: 400 };

/** The signs before the lines of a note's lists. */
export const noteNumbering: INumberingOptions = {
  config: (['bullets', 'numbers'] as const).map((reference) => ({
    reference,
    levels: Array.from({ length: 9 }, (_, level) => ({
      level,
      ...(reference === 'numbers'
        ? { format: LevelFormat.DECIMAL, text: `%${level + 1}.` }
        : { format: LevelFormat.BULLET, text: level % 2 === 0 ? '•' : '–' }),
      style: { paragraph: { indent: { left: step * (level + 1), hanging: step } } },
    })),
  })),
};

/** The body of a note as parts of a text document. */
export const noteParts = (body: NoteBody, place: Place): Part[] =>
  body.flatMap((block) => blockParts(block, place));

function blockParts(block: NoteBlock, place: Place, look: Look = indent(place.depth)): Part[] {
  switch (block.kind) {
    case 'paragraph':
      return [paragraph(line(block.words, place), look)];
    case 'heading': {
      const heading = block.level === 1 ? HeadingLevel.HEADING_3 : HeadingLevel.HEADING_4;
      return [paragraph(line(block.words, place), { heading, keepNext: true, ...look })];
    }
    case 'list': {
      const depth = (place.depth ?? 0) + 1;
      const instance = place.nextList();
      return block.items.flatMap((item) =>
        itemParts(item, { ...place, depth }, lookOf(block.style, depth, instance)),
      );
    }
    case 'table':
      return table(block.rows, place);
    case 'picture':
      return [picture(block, place, look)];
  }
}

const indent = (depth = 0): Look => (depth > 0 ? { indent: { left: step * depth } } : {});

const lookOf = (style: 'bullets' | 'numbers' | 'checks', depth: number, instance: number): Look => {
  if (style !== 'checks') return { numbering: { reference: style, level: depth - 1, instance } };
  return { indent: { left: step * depth, hanging: step } };
};

/** The first words of an item stand at its sign, the rest below them. */
function itemParts({ checked, blocks }: NoteItem, place: Place, look: Look): Part[] {
  const [first, ...rest] = blocks;
  const sign = checked === undefined ? [] : runs(checked ? '☑\t' : '☐\t');
  const hasWords = first?.kind === 'paragraph' || first?.kind === 'heading';
  const head = paragraph([...sign, ...(hasWords ? line(first.words, place) : [])], look);
  return [head, ...noteParts(hasWords ? rest : blocks, place)];
}

function line(words: readonly NoteWords[], { own, bold: all }: Place): ParagraphChild[] {
  return words.flatMap(({ text, bold, italic, href }): ParagraphChild[] => {
    const look = { ...((bold ?? all) ? { bold: true } : {}), ...(italic ? { italics: true } : {}) };
    if (!href) return runs(text, look, own);
    const children = runs(text, { ...look, style: 'Hyperlink' }, own);
    return [new ExternalHyperlink({ link: href, children })];
  });
}

function table(rows: Extract<NoteBlock, { kind: 'table' }>['rows'], place: Place): Part[] {
  const columns = rows[0]!.length;
  const width = Math.floor(textWidth / columns);
  const made = new Table({
    width: { size: width * columns, type: WidthType.DXA },
    columnWidths: rows[0]!.map(() => width),
    rows: rows.map(
      (row) =>
        new TableRow({
          cantSplit: true,
          children: row.map(({ head, blocks }) => {
            const parts = noteParts(blocks, { ...place, bold: head });
            return new TableCell({
              width: { size: width, type: WidthType.DXA },
              margins: { top: 60, bottom: 40, left: 90, right: 90 },
              ...(head ? { shading: { fill: 'F1ECE2' } } : {}),
              children: parts.length > 0 ? parts : [paragraph([])],
            });
          }),
        }),
    ),
  });
  return [made, paragraph([], { spacing: { after: 0 } })];
}

function picture(
  { image, alt, width, height }: Extract<NoteBlock, { kind: 'picture' }>,
  { lang, own, pictures }: Place,
  look: Look,
): Part {
  const data = pictures[image];
  const name = planWords.picture[lang];
  if (!data) return paragraph(runs(`[${name}${alt ? colon(lang) + alt : ''}]`, grey), look);
  const scale = Math.min(1, largest.width / width, largest.height / height);
  const transformation = { width: Math.round(width * scale), height: Math.round(height * scale) };
  return paragraph(
    [
      new ImageRun({
        ...{ type: 'jpg', data, transformation },
        altText: { name, description: alt || name, title: '' },
      }),
      ...(alt ? runs(`\n${alt}`, { ...grey, size: 18 }, own) : []),
    ],
    // A line of a set height would cut the picture off.
    { ...look, spacing: { after: 120, line: 240, lineRule: LineRuleType.AUTO } },
  );
}
