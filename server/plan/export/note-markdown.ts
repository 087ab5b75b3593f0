import type { Lang } from '#domain/person/lang.ts';
import type { NoteBlock, NoteBody, NoteItem, NoteWords } from '#domain/plan/note-body.ts';
import { colon, planWords } from '#domain/plan/plan-words.ts';
import { escaped, inCell } from './markdown-signs.ts';

/** The body of a note as Markdown blocks. A picture is what it shows: a text holds no bytes. */
export const noteMarkdown = (body: NoteBody, lang: Lang): string[] =>
  body.map((block) => written(block, lang)).filter(Boolean);

function written(block: NoteBlock, lang: Lang): string {
  switch (block.kind) {
    case 'paragraph':
      return line(block.words, escaped);
    case 'heading':
      return `${block.level === 1 ? '####' : '#####'} ${line(block.words, escaped).replaceAll('\\\n', ' ')}`;
    case 'list':
      return block.items.map((item, at) => listed(item, signOf(block.style, item, at), lang)).join('\n');
    case 'table':
      return table(block.rows, lang);
    case 'picture':
      return `*${escaped(`[${planWords.picture[lang]}${block.alt ? colon(lang) + block.alt : ''}]`)}*`;
  }
}

function signOf(style: 'bullets' | 'numbers' | 'checks', { checked }: NoteItem, at: number): string {
  if (style === 'checks') return checked ? '- [x] ' : '- [ ] ';
  return style === 'numbers' ? `${at + 1}. ` : '- ';
}

/** What belongs to an item stands below its first words. */
function listed({ blocks }: NoteItem, sign: string, lang: Lang): string {
  const inward = ' '.repeat(sign.startsWith('-') ? 2 : sign.length);
  return (
    sign +
    noteMarkdown(blocks, lang)
      .join('\n\n')
      .replaceAll(/\n(?!\n)/g, `\n${inward}`)
  );
}

function table(rows: Extract<NoteBlock, { kind: 'table' }>['rows'], lang: Lang): string {
  const [head, ...rest] = rows.map(
    (row) =>
      `| ${row.map((cell) => cell.blocks.map((one) => cellText(one, lang)).join('<br>')).join(' | ')} |`,
  );
  return [head, `|${' --- |'.repeat(rows[0]!.length)}`, ...rest].join('\n');
}

function cellText(block: NoteBlock, lang: Lang): string {
  if (block.kind === 'paragraph' || block.kind === 'heading') return line(block.words, inCell);
  if (block.kind !== 'list') return written(block, lang);
  const items = block.items.map((item, at) => {
    const sign = block.style === 'checks' ? (item.checked ? '☑ ' : '☐ ') : signOf(block.style, item, at);
    return sign + item.blocks.map((one) => cellText(one, lang)).join(' ');
  });
  return items.join('<br>');
}

const line = (words: readonly NoteWords[], say: (text: string) => string): string =>
  words.map((part) => weighed(part, say)).join('');

/** The signs of weight hold only when they touch the words. */
function weighed({ text, bold, italic, href }: NoteWords, say: (text: string) => string): string {
  const [, before = '', words = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  if (words === '') return say(text);
  const weight = `${bold ? '**' : ''}${italic ? '_' : ''}`;
  const heavy = weight + say(words) + [...weight].reverse().join('');
  const linked = href ? `[${heavy}](<${href.replaceAll(/[<>]/g, encodeURIComponent)}>)` : heavy;
  return say(before) + linked + say(after);
}
