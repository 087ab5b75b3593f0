/** Some words of a line that look alike; a line break within a block is "\n". */
export interface NoteWords {
  text: string;
  bold?: true;
  italic?: true;
  /** http, https or mailto; anything else was left out. */
  href?: string;
}
export interface NoteItem {
  /** In a checklist only. */
  checked?: boolean;
  blocks: NoteBlock[];
}
export interface NoteCell {
  head: boolean;
  blocks: NoteBlock[];
}
export type ListStyle = 'bullets' | 'numbers' | 'checks';
export type NoteBlock =
  | { kind: 'paragraph'; words: NoteWords[] }
  | { kind: 'heading'; level: 1 | 2; words: NoteWords[] }
  | { kind: 'list'; style: ListStyle; items: NoteItem[] }
  | { kind: 'table'; rows: NoteCell[][] }
  | { kind: 'picture'; image: string; alt: string; width: number; height: number };

/** What stands in a note below its first line, as rows, pages and exports have it: plain values, sanitised, nothing shared. */
export type NoteBody = NoteBlock[];

/** A link that a note may hold; null for anything that is not plainly http, https or mailto. */
export function safeHref(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 2000) return null;
  const href = value.trim();
  if (!/^(https?:\/\/|mailto:)\S+$/i.test(href)) return null;
  return URL.canParse(href) ? href : null;
}

/** What can be stored as text and as JSON: no NUL, no half of a letter. */
export const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();

/** So long a picture's description may be. */
export const longestAlt = 300;
export const readAlt = (value: unknown): string =>
  typeof value === 'string' ? storable(value.replace(/\s+/g, ' ').slice(0, longestAlt)) : '';

/** The words of a note, a line each block: for finding and for the history. Pictures are their descriptions. */
export const noteText = (body: NoteBody): string => body.map(blockText).filter(Boolean).join('\n');

function blockText(block: NoteBlock): string {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return wordsText(block.words);
    case 'list':
      return block.items.map((item) => itemMark(item) + noteText(item.blocks)).join('\n');
    case 'table':
      return block.rows.map((row) => row.map((cell) => noteText(cell.blocks)).join('\t')).join('\n');
    case 'picture':
      return block.alt;
  }
}

export const wordsText = (words: readonly NoteWords[]): string => words.map(({ text }) => text).join('');

const itemMark = ({ checked }: NoteItem): string => (checked === undefined ? '' : checked ? '☑ ' : '☐ ');

const shownLetters = 500;
const shownBlocks = 6;

/** The first blocks of a note, for a board on which there is more than one: some lines, and at most one picture or table. */
export function beginning(body: NoteBody): NoteBody {
  let letters = 0;
  let large = 0;
  const end = body.findIndex((block, place) => {
    const over = place > 0 && (letters > shownLetters || place >= shownBlocks || large > 0);
    letters += blockText(block).length;
    if (block.kind === 'picture' || block.kind === 'table') large++;
    return over;
  });
  // Not worth a button for one more line.
  return end < 0 || (end === body.length - 1 && large === 0) ? body : body.slice(0, end);
}

/** The lines of a note that can be ticked, in order. */
export const checkItems = (body: NoteBody): NoteItem[] =>
  body.flatMap((block): NoteItem[] => {
    if (block.kind === 'table') return block.rows.flat().flatMap((cell) => checkItems(cell.blocks));
    if (block.kind !== 'list') return [];
    return block.items.flatMap((item) => [
      ...(item.checked === undefined ? [] : [item]),
      ...checkItems(item.blocks),
    ]);
  });
