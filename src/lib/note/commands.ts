import type { Editor } from '@tiptap/core';

export type Command =
  | 'heading1'
  | 'heading2'
  | 'bold'
  | 'italic'
  | 'bullets'
  | 'numbers'
  | 'checks'
  | 'undo'
  | 'redo'
  | 'table'
  | 'rowAfter'
  | 'columnAfter'
  | 'deleteRow'
  | 'deleteColumn'
  | 'deleteTable';

/** What is true where the caret stands, for the buttons to show. */
export interface Look {
  on: ReadonlySet<Command>;
  /** The link the caret is in. */
  href: string | null;
  inTable: boolean;
  /** Some words are chosen: a link can be put on them. */
  chosen: boolean;
  canUndo: boolean;
  canRedo: boolean;
}

export const nothing: Look = {
  ...{ on: new Set<Command>(), href: null, inTable: false, chosen: false },
  ...{ canUndo: false, canRedo: false },
};

const marks: Partial<Record<Command, [string, object?]>> = {
  heading1: ['heading', { level: 1 }],
  heading2: ['heading', { level: 2 }],
  bold: ['bold'],
  italic: ['italic'],
  bullets: ['bulletList'],
  numbers: ['orderedList'],
  checks: ['taskList'],
};

export function lookOf(editor: Editor): Look {
  const on = new Set<Command>();
  for (const [command, [name, attributes]] of Object.entries(marks) as [Command, [string, object?]][])
    if (editor.isActive(name, attributes)) on.add(command);
  const link = editor.isActive('link') ? (editor.getAttributes('link')['href'] as string) : null;
  return {
    on,
    href: link,
    inTable: editor.isActive('table'),
    chosen: !editor.state.selection.empty,
    canUndo: editor.can().undo(),
    canRedo: editor.can().redo(),
  };
}

const acts: Record<Command, (editor: Editor) => boolean> = {
  heading1: (editor) => editor.chain().focus().toggleHeading({ level: 1 }).run(),
  heading2: (editor) => editor.chain().focus().toggleHeading({ level: 2 }).run(),
  bold: (editor) => editor.chain().focus().toggleBold().run(),
  italic: (editor) => editor.chain().focus().toggleItalic().run(),
  bullets: (editor) => editor.chain().focus().toggleBulletList().run(),
  numbers: (editor) => editor.chain().focus().toggleOrderedList().run(),
  checks: (editor) => editor.chain().focus().toggleTaskList().run(),
  undo: (editor) => editor.commands.undo(),
  redo: (editor) => editor.commands.redo(),
  table: (editor) => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
  rowAfter: (editor) => editor.chain().focus().addRowAfter().run(),
  columnAfter: (editor) => editor.chain().focus().addColumnAfter().run(),
  deleteRow: (editor) => editor.chain().focus().deleteRow().run(),
  deleteColumn: (editor) => editor.chain().focus().deleteColumn().run(),
  deleteTable: (editor) => editor.chain().focus().deleteTable().run(),
};

export const run = (editor: Editor, command: Command): boolean => acts[command](editor);
