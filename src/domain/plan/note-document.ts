import * as Y from 'yjs';
import { isId } from '../ids.ts';
import {
  noteText,
  readAlt,
  safeHref,
  storable,
  type NoteBlock,
  type NoteBody,
  type NoteCell,
  type NoteItem,
  type NoteWords,
} from './note-body.ts';
import { markName, noteNodes } from './note-nodes.ts';
import { nameOfRoot } from './root-names.ts';

type Child = ReturnType<Y.XmlFragment['toArray']>[number];

/** The shared body of a card's note. */
export const noteFragment = (doc: Y.Doc, cardId: string): Y.XmlFragment => doc.getXmlFragment(cardId);

/** The cards whose notes this document holds anything of, removed words too. */
export const noteIds = (doc: Y.Doc): string[] =>
  [...doc.share.keys()].filter((key) => isId(key) && key === key.toLowerCase());

/** The name under which a shared type, or the one it lies in, stands in its document; empty when it is in none any more. */
export function rootName(type: unknown): string {
  let root = type as Y.AbstractType<unknown>;
  while (root._item) {
    const parent: unknown = root._item.parent;
    if (!(parent instanceof Y.AbstractType)) return '';
    root = parent as Y.AbstractType<unknown>;
  }
  return nameOfRoot(root.doc, root) ?? '';
}

/** Reads a note as plain values. What is unknown or bent is read as far as it goes: its words stay readable. */
export const readNote = (fragment: Y.XmlFragment): NoteBody => trimmed(readBlocks(fragment));

const childrenOf = (node: Y.XmlFragment): readonly Child[] => node.toArray();
const name = (node: Child): string => (node instanceof Y.XmlElement ? node.nodeName : '');
const attribute = (node: Child, key: string): unknown =>
  node instanceof Y.XmlElement ? (node.getAttributes() as Record<string, unknown>)[key] : undefined;
const isInline = (node: Child): boolean => node instanceof Y.XmlText || name(node) === 'hardBreak';

/** Words that stand where only blocks may make a paragraph of their own. */
function readBlocks(parent: Y.XmlFragment): NoteBlock[] {
  const blocks: NoteBlock[] = [];
  let loose: Child[] = [];
  const settle = () => {
    const words = readWords(loose);
    if (words.length > 0) blocks.push({ kind: 'paragraph', words });
    loose = [];
  };
  for (const child of childrenOf(parent)) {
    if (isInline(child)) loose.push(child);
    else {
      settle();
      if (child instanceof Y.XmlElement) blocks.push(...readBlock(child));
    }
  }
  settle();
  return blocks;
}

/** What one child of a note holds: mostly one block. */
export const readChild = (child: Child): NoteBlock[] =>
  child instanceof Y.XmlElement ? readBlock(child) : [{ kind: 'paragraph', words: readWords([child]) }];

function readBlock(node: Y.XmlElement): NoteBlock[] {
  switch (node.nodeName) {
    case 'paragraph':
      return withinWords(node, (words) => ({ kind: 'paragraph', words }));
    case 'heading':
      return withinWords(node, (words) => ({
        kind: 'heading',
        level: attribute(node, 'level') === 2 ? 2 : 1,
        words,
      }));
    case 'bulletList':
      return readList(node, 'bullets');
    case 'orderedList':
      return readList(node, 'numbers');
    case 'taskList':
      return readList(node, 'checks');
    case 'table':
      return readTable(node);
    case 'picture':
      return readPicture(node);
    default:
      return readBlocks(node);
  }
}

function withinWords(node: Y.XmlElement, make: (words: NoteWords[]) => NoteBlock): NoteBlock[] {
  const children = childrenOf(node);
  // Blocks in a line: somebody's program put them there.
  return children.every(isInline) ? [make(readWords(children))] : readBlocks(node);
}

function readList(node: Y.XmlElement, style: 'bullets' | 'numbers' | 'checks'): NoteBlock[] {
  const items = childrenOf(node).flatMap((child): NoteItem[] => {
    if (!(child instanceof Y.XmlElement)) return [];
    const blocks = readBlocks(child);
    return [style === 'checks' ? { checked: attribute(child, 'checked') === true, blocks } : { blocks }];
  });
  return items.length > 0 ? [{ kind: 'list', style, items }] : [];
}

function readTable(node: Y.XmlElement): NoteBlock[] {
  const rows = childrenOf(node).flatMap((row): NoteCell[][] => {
    if (!(row instanceof Y.XmlElement)) return [];
    const cells = childrenOf(row).filter((cell) => cell instanceof Y.XmlElement);
    return [cells.map((cell) => ({ head: name(cell) === 'tableHeader', blocks: trimmed(readBlocks(cell)) }))];
  });
  return rows.some((row) => row.length > 0) ? [{ kind: 'table', rows }] : [];
}

function readPicture(node: Y.XmlElement): NoteBlock[] {
  const image = attribute(node, 'image');
  if (typeof image !== 'string' || !isId(image)) return [];
  const size = (key: 'width' | 'height'): number => {
    const value = attribute(node, key);
    return noteNodes.picture!.attributes[key]!(value) ? Math.round(Number(value)) : 640;
  };
  return [
    {
      kind: 'picture',
      image: image.toLowerCase(),
      alt: readAlt(attribute(node, 'alt')),
      width: size('width'),
      height: size('height'),
    },
  ];
}

function readWords(nodes: readonly Child[]): NoteWords[] {
  const words: NoteWords[] = [];
  for (const node of nodes) {
    if (name(node) === 'hardBreak') words.push({ text: '\n' });
    else if (node instanceof Y.XmlText) words.push(...readText(node));
  }
  return words;
}

interface Part {
  insert?: unknown;
  attributes?: Record<string, unknown>;
}

function readText(text: Y.XmlText): NoteWords[] {
  return (text.toDelta() as Part[]).flatMap(({ insert, attributes = {} }) => {
    if (typeof insert !== 'string' || insert === '') return [];
    const words: NoteWords = { text: storable(insert) };
    for (const [key, value] of Object.entries(attributes)) {
      const mark = markName(key);
      if (value === null) continue;
      if (mark === 'bold') words.bold = true;
      else if (mark === 'italic') words.italic = true;
      else if (mark === 'link') {
        const href = safeHref((value as { href?: unknown }).href);
        if (href) words.href = href;
      }
    }
    return [words];
  });
}

const isBlank = (block: NoteBlock | undefined): boolean =>
  block?.kind === 'paragraph' && block.words.every(({ text }) => text.trim() === '');

/** Without the empty lines at its beginning and end. */
function trimmed(body: NoteBody): NoteBody {
  const from = body.findIndex((block) => !isBlank(block));
  return from < 0 ? [] : body.slice(from, body.findLastIndex((block) => !isBlank(block)) + 1);
}

/** Ticks the n-th box of a note (or unticks it), the first being 0; not when it says something else by now. Says whether it did. */
export function tick(fragment: Y.XmlFragment, nth: number, words: string, checked: boolean): boolean {
  const item = taskItems(fragment)[nth];
  if (!item || noteText(readBlocks(item)) !== words) return false;
  // The attributes of an XML element are typed as text only.
  fragment.doc?.transact(() => item.setAttribute('checked', checked as never));
  return true;
}

const taskItems = (parent: Y.XmlFragment): Y.XmlElement[] =>
  parent
    .toArray()
    .flatMap((child) =>
      child instanceof Y.XmlElement
        ? [...(child.nodeName === 'taskItem' ? [child] : []), ...taskItems(child)]
        : [],
    );

/** Takes a picture out of every note: nobody will ever see it. */
export function removePicture(doc: Y.Doc, image: string): void {
  doc.transact(() => {
    for (const id of noteIds(doc)) removeFrom(noteFragment(doc, id), image);
  });
}

function removeFrom(parent: Y.XmlFragment, image: string): void {
  // From the end, so that places stay what they are.
  for (const [place, child] of [...parent.toArray().entries()].reverse()) {
    if (!(child instanceof Y.XmlElement)) continue;
    if (child.nodeName === 'picture' && attribute(child, 'image') === image) parent.delete(place, 1);
    else removeFrom(child, image);
  }
}
