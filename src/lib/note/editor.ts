// Loaded only when somebody writes in a note: the editor is larger than all else a plan needs.
import { Editor } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { fitsEditor } from '#domain/plan/note-fit.ts';
import { carets } from './carets.ts';
import './editor.css';
import { limits } from './limits.ts';
import { lookOf, run, type Command, type Look } from './commands.ts';
import { noteSchema, type SchemaOptions } from './schema.ts';

/** More than this is not pasted at once: it would not fit one message to the server. */
const longestPaste = 200_000;

export interface NoteEditorOptions extends SchemaOptions {
  place: HTMLElement;
  fragment: Y.XmlFragment;
  awareness: Awareness;
  label: string;
  lang: string;
  isGiver: (institutionId: string | null) => boolean;
  locksTables: () => boolean;
  /** Files that were pasted or dropped. */
  onfiles: (files: File[]) => void;
  ontoolong: () => void;
  onlook: (look: Look) => void;
  onfocus: (here: boolean) => void;
  /** The note holds something that this editor would delete: nothing may be written here any more. */
  onmisfit: () => void;
}

export type NoteEditor = ReturnType<typeof openEditor>;

/** Ties an editor to a note that fits it (`fitsEditor`). Only this person's own steps can be undone. */
export function openEditor(options: NoteEditorOptions) {
  const { fragment, onlook, onfocus } = options;
  // Before the binding's own observer: it would delete what it does not know.
  fragment.observeDeep(guard);
  const editor: Editor = new Editor({
    element: options.place,
    injectCSS: false,
    extensions: [
      ...noteSchema(options),
      limits(options.locksTables),
      Collaboration.configure({ fragment }),
      carets(options.awareness, options.isGiver),
    ],
    editorProps: {
      attributes: {
        ...{ role: 'textbox', 'aria-multiline': 'true', 'aria-label': options.label },
        ...(options.lang ? { lang: options.lang } : {}),
      },
      scrollMargin: 96,
      scrollThreshold: 96,
      handlePaste: (_, event, slice) => tooLong(slice.size) || files(event.clipboardData),
      handleDrop: (_, event) => files(event.dataTransfer),
    },
    onTransaction: ({ editor: now }) => onlook(lookOf(now)),
    onFocus: () => onfocus(true),
    onBlur: () => onfocus(false),
  });

  function guard(_: unknown, transaction: Y.Transaction): void {
    if (transaction.local || fitsEditor(fragment)) return;
    (ySyncPluginKey.getState(editor.state) as { binding: { destroy(): void } }).binding.destroy();
    editor.setEditable(false, false);
    fragment.unobserveDeep(guard);
    queueMicrotask(options.onmisfit);
  }
  function files(data: DataTransfer | null): boolean {
    const found = [...(data?.files ?? [])];
    // Word processors put a picture of the words beside the words.
    if (found.length === 0 || data?.types.includes('text/html')) return false;
    options.onfiles(found);
    return true;
  }
  function tooLong(size: number): boolean {
    if (size > longestPaste) options.ontoolong();
    return size > longestPaste;
  }

  onlook(lookOf(editor));
  return {
    ...actsOf(editor),
    close(): void {
      fragment.unobserveDeep(guard);
      editor.destroy();
      options.awareness.setLocalStateField('cursor', null);
    },
  };
}

const actsOf = (editor: Editor) => ({
  run: (command: Command) => run(editor, command),
  setLink: (href: string | null) =>
    href
      ? editor.chain().focus().extendMarkRange('link').setNoteLink(href).run()
      : editor.chain().focus().extendMarkRange('link').unsetNoteLink().run(),
  insertPicture: (attrs: { image: string; alt: string; width: number; height: number }) =>
    editor
      .chain()
      .focus()
      .insertContent([{ type: 'picture', attrs }, { type: 'paragraph' }])
      .run(),
  setEditable: (editable: boolean) => editor.setEditable(editable, false),
  focus: () => editor.commands.focus('end'),
  /** Back to where the caret was. */
  focusHere: () => editor.commands.focus(),
  /** A document that is full must not keep what could be undone. */
  forgetSteps: () =>
    (yUndoPluginKey.getState(editor.state) as { undoManager: Y.UndoManager }).undoManager.clear(),
});
