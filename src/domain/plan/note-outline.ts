import { wordsText, type NoteBlock, type NoteBody, type NoteWords } from './note-body.ts';

/** Lists within lists, as deep as paper shows them; deeper ones go on at this depth. */
const deepest = 4;
/** A wider table becomes lines of text. */
export const widestTable = 10;

/**
 * A note's body as a document can hold it: no control characters, nothing nested for ever, rows of one length.
 */
export const noteForPaper = (body: NoteBody, depth = 0): NoteBody =>
  body.flatMap((block): NoteBlock[] => {
    switch (block.kind) {
      case 'paragraph':
      case 'heading': {
        const words = cleanWords(block.words);
        return wordsText(words).trim() === '' ? [] : [{ ...block, words }];
      }
      case 'list': {
        const items = block.items.map((item) => ({ ...item, blocks: noteForPaper(item.blocks, depth + 1) }));
        return depth < deepest ? [{ ...block, items }] : items.flatMap((item) => item.blocks);
      }
      case 'table':
        return tableForPaper(block.rows, depth);
      case 'picture':
        return [{ ...block, alt: clean(block.alt) }];
    }
  });

type Rows = Extract<NoteBlock, { kind: 'table' }>['rows'];

function tableForPaper(rows: Rows, depth: number): NoteBody {
  const whole = rows.map((row) =>
    row.map((cell) => ({ ...cell, blocks: noteForPaper(cell.blocks, depth + 1) })),
  );
  const columns = Math.max(...whole.map((row) => row.length));
  if (depth > 0 || columns > widestTable) return whole.flatMap((row) => row.flatMap((cell) => cell.blocks));
  const filled = whole.map((row) => [
    ...row,
    ...Array.from({ length: columns - row.length }, () => ({ head: false, blocks: [] })),
  ]);
  return [{ kind: 'table', rows: filled }];
}

/** The ids of the pictures in a body, each once. */
export const picturesIn = (body: NoteBody): string[] => [
  ...new Set(
    body.flatMap((block): string[] => {
      switch (block.kind) {
        case 'picture':
          return [block.image];
        case 'list':
          return block.items.flatMap((item) => picturesIn(item.blocks));
        case 'table':
          return block.rows.flat().flatMap((cell) => picturesIn(cell.blocks));
        case 'paragraph':
        case 'heading':
          return [];
      }
    }),
  ),
];

// eslint-disable-next-line no-control-regex -- they are what is looked for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const clean = (text: string): string =>
  text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(control, '');
const cleanWords = (words: readonly NoteWords[]): NoteWords[] =>
  words.flatMap((part) => {
    const text = clean(part.text);
    return text === '' ? [] : [{ ...part, text }];
  });
