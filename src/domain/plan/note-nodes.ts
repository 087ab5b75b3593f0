import { isId } from '../ids.ts';

/** What a rich note may be made of, as it stands in the document: the editor's own names, so that both sides mean the same. */
export interface NodeRule {
  /** Attributes and what their values may be. */
  attributes: Readonly<Record<string, (value: unknown) => boolean>>;
  /** What may stand inside: words and line breaks, or these nodes. */
  holds: 'words' | readonly string[];
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isImage = (value: unknown): boolean => typeof value === 'string' && isId(value);
const isSmall = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 50;
const isSize = (value: unknown): boolean => typeof value === 'number' && value > 0 && value <= 20_000;
const isPlain = (value: unknown): boolean => value === null || ['string', 'number'].includes(typeof value);

const inCell = ['paragraph', 'heading', 'bulletList', 'orderedList', 'taskList', 'picture'];
export const noteBlocks: readonly string[] = [...inCell, 'table'];

const cell: NodeRule = {
  attributes: {
    colspan: isSmall,
    rowspan: isSmall,
    colwidth: (value) => value === null || Array.isArray(value),
    align: isPlain,
  },
  holds: inCell,
};

export const noteNodes: Readonly<Record<string, NodeRule>> = {
  paragraph: { attributes: {}, holds: 'words' },
  heading: { attributes: { level: (value) => value === 1 || value === 2 }, holds: 'words' },
  bulletList: { attributes: {}, holds: ['listItem'] },
  orderedList: { attributes: { start: Number.isInteger, type: isPlain }, holds: ['listItem'] },
  listItem: { attributes: {}, holds: inCell },
  taskList: { attributes: {}, holds: ['taskItem'] },
  taskItem: { attributes: { checked: (value) => typeof value === 'boolean' }, holds: inCell },
  table: { attributes: {}, holds: ['tableRow'] },
  tableRow: { attributes: {}, holds: ['tableCell', 'tableHeader'] },
  tableCell: cell,
  tableHeader: cell,
  picture: { attributes: { image: isImage, alt: isText, width: isSize, height: isSize }, holds: [] },
  hardBreak: { attributes: {}, holds: [] },
};

export const noteMarks: Readonly<Record<string, NodeRule['attributes']>> = {
  bold: {},
  italic: {},
  link: { href: isText },
};

/** A mark's name as the document has it: one that may overlap itself carries a hash. */
export const markName = (attribute: string): string =>
  /^(.*)--[a-zA-Z0-9+/=]{8}$/.exec(attribute)?.[1] ?? attribute;
