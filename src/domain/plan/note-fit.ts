import * as Y from 'yjs';
import { markName, noteBlocks, noteMarks, noteNodes, type NodeRule } from './note-nodes.ts';

/**
 * Whether an editor may be tied to this note without taking anything out of it. The editor's binding deletes for everybody what its schema
 * does not know (a newer version's, a bent client's), so such a note is only shown. What two people's edits left empty may go.
 */
export const fitsEditor = (fragment: Y.XmlFragment): boolean =>
  fragment.toArray().every((child) => child instanceof Y.XmlElement && fitsIn(child, noteBlocks));

function fitsIn(node: Y.XmlElement, allowed: readonly string[]): boolean {
  if (!allowed.includes(node.nodeName)) return false;
  const { attributes, holds } = noteNodes[node.nodeName]!;
  if (!attributesFit(node, attributes)) return false;
  return node.toArray().every((child) => {
    if (child instanceof Y.XmlText) return holds === 'words' && wordsFit(child);
    if (!(child instanceof Y.XmlElement)) return false;
    return fitsIn(child, holds === 'words' ? ['hardBreak'] : holds);
  });
}

function attributesFit(node: Y.XmlElement, rules: NodeRule['attributes']): boolean {
  return Object.entries(node.getAttributes() as Record<string, unknown>).every(
    ([key, value]) => Object.hasOwn(rules, key) && rules[key]!(value),
  );
}

interface Part {
  insert?: unknown;
  attributes?: Record<string, unknown>;
}

function wordsFit(text: Y.XmlText): boolean {
  return (text.toDelta() as Part[]).every(
    ({ insert, attributes = {} }) => typeof insert === 'string' && Object.entries(attributes).every(markFits),
  );
}

function markFits([key, value]: [string, unknown]): boolean {
  const mark = markName(key);
  if (value === null) return true;
  if (!Object.hasOwn(noteMarks, mark) || typeof value !== 'object') return false;
  const rules = noteMarks[mark]!;
  return Object.entries(value).every(([name, inner]) => Object.hasOwn(rules, name) && rules[name]!(inner));
}
