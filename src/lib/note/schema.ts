import type { Extensions } from '@tiptap/core';
import { Bold } from '@tiptap/extension-bold';
import { Document } from '@tiptap/extension-document';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Heading } from '@tiptap/extension-heading';
import { Italic } from '@tiptap/extension-italic';
import { BulletList, ListItem, ListKeymap, OrderedList, TaskItem, TaskList } from '@tiptap/extension-list';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import { Text } from '@tiptap/extension-text';
import { Link } from './link-mark.ts';
import { Picture, type PictureOptions } from './picture-node.ts';

/** Lenient on purpose: what two people's edits leave together is kept, where a stricter schema would have the binding delete it. */
const inCell = '(paragraph | heading | bulletList | orderedList | taskList | picture)+';

/** Two levels below the card's own heading; pasted headings of any level become one of them. */
const NoteHeading = Heading.extend({
  parseHTML: () => [
    { tag: 'h1', attrs: { level: 1 } },
    ...['h2', 'h3', 'h4', 'h5', 'h6'].map((tag) => ({ tag, attrs: { level: 2 } })),
  ],
  renderHTML: ({ node }) => [node.attrs['level'] === 2 ? 'h5' : 'h4', 0],
}).configure({ levels: [1, 2] });

export interface SchemaOptions {
  picture: PictureOptions;
  /** What the box of a checklist's line is called. */
  checkLabel: (words: string) => string;
}

/** What can be written in a note: the same as `noteNodes` and `noteMarks` say (a test compares them). */
export const noteSchema = ({ picture, checkLabel }: SchemaOptions): Extensions => [
  Document,
  Paragraph,
  Text,
  HardBreak,
  NoteHeading,
  Bold,
  Italic,
  Link,
  BulletList,
  OrderedList,
  ListItem.extend({ content: inCell }),
  TaskList,
  TaskItem.extend({ content: inCell }).configure({
    nested: true,
    a11y: { checkboxLabel: (node) => checkLabel(node.firstChild?.textContent ?? '') },
  }),
  ListKeymap,
  Table.configure({ resizable: false, renderWrapper: true }),
  TableRow,
  TableCell.extend({ content: inCell }),
  TableHeader.extend({ content: inCell }),
  Picture.configure(picture),
];
