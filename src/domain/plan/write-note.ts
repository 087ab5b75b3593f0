import * as Y from 'yjs';
import type { NoteBlock, NoteBody, NoteItem, NoteWords } from './note-body.ts';
import { readChild } from './note-document.ts';

/**
 * Makes a shared note what a body says, as a new change: blocks that are the same at its beginning and end stay, so that what others are
 * writing in them stays too. Says whether there was anything to change.
 */
export function writeNote(fragment: Y.XmlFragment, body: NoteBody): boolean {
  const read = fragment.toArray().map((child) => JSON.stringify(readChild(child)));
  // Empty lines around a note are none of it.
  const from = Math.max(
    0,
    read.findIndex((child) => !isBlank(child)),
  );
  const now = read.slice(from, read.findLastIndex((child) => !isBlank(child)) + 1);
  const then = body.map((block) => JSON.stringify([block]));
  const most = Math.min(now.length, then.length);
  let start = 0;
  while (start < most && now[start] === then[start]) start++;
  let end = 0;
  while (end < most - start && now.at(-1 - end) === then.at(-1 - end)) end++;
  const remove = now.length - start - end;
  const nodes = body.slice(start, body.length - end).map(nodeOf);
  if (remove === 0 && nodes.length === 0) return false;
  const change = () => {
    if (remove > 0) fragment.delete(from + start, remove);
    fragment.insert(from + start, nodes);
  };
  if (fragment.doc) fragment.doc.transact(change);
  else change();
  return true;
}

const blank = /^\[(\{"kind":"paragraph","words":\[\]\})?\]$/;
const isBlank = (child: string): boolean => blank.test(child);

function nodeOf(block: NoteBlock): Y.XmlElement {
  switch (block.kind) {
    case 'paragraph':
      return element('paragraph', {}, inline(block.words));
    case 'heading':
      return element('heading', { level: block.level }, inline(block.words));
    case 'list':
      return list(block.style, block.items);
    case 'table':
      return element(
        'table',
        {},
        block.rows.map((row) =>
          element(
            'tableRow',
            {},
            row.map(({ head, blocks }) => element(head ? 'tableHeader' : 'tableCell', {}, within(blocks))),
          ),
        ),
      );
    case 'picture': {
      const { image, alt, width, height } = block;
      return element('picture', { image, alt, width, height }, []);
    }
  }
}

const lists = { bullets: 'bulletList', numbers: 'orderedList', checks: 'taskList' } as const;

const list = (style: keyof typeof lists, items: readonly NoteItem[]): Y.XmlElement =>
  element(
    lists[style],
    {},
    items.map(({ checked, blocks }) =>
      style === 'checks'
        ? element('taskItem', { checked: checked === true }, within(blocks))
        : element('listItem', {}, within(blocks)),
    ),
  );

/** An item begins with a line of words, and a cell has one. */
const within = (blocks: NoteBody): Y.XmlElement[] => [
  ...(blocks[0]?.kind === 'paragraph' ? [] : [element('paragraph', {}, [])]),
  ...blocks.map(nodeOf),
];

function inline(words: readonly NoteWords[]): (Y.XmlElement | Y.XmlText)[] {
  const parts: (Y.XmlElement | Y.XmlText)[] = [];
  let text: Y.XmlText | null = null;
  let length = 0;
  for (const { text: said, bold, italic, href } of words)
    for (const [at, line] of said.split('\n').entries()) {
      if (at > 0) {
        parts.push(new Y.XmlElement('hardBreak'));
        text = null;
      }
      if (line === '') continue;
      if (!text) {
        parts.push((text = new Y.XmlText()));
        length = 0;
      }
      const marks = { ...(bold ? { bold: {} } : {}), ...(italic ? { italic: {} } : {}) };
      text.insert(length, line, { ...marks, ...(href ? { link: { href } } : {}) });
      length += line.length;
    }
  return parts;
}

function element(
  name: string,
  attributes: Readonly<Record<string, unknown>>,
  children: (Y.XmlElement | Y.XmlText)[],
): Y.XmlElement {
  const made = new Y.XmlElement(name);
  // The attributes of an XML element are typed as text only.
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as never);
  made.insert(0, children);
  return made;
}
