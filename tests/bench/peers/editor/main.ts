// The editor that document editors of today (Docmost among them) are built on, and no more than its own parts: less than any of them loads.
import { Editor } from '@tiptap/core';
import { Bold } from '@tiptap/extension-bold';
import { Collaboration } from '@tiptap/extension-collaboration';
import { Document } from '@tiptap/extension-document';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Heading } from '@tiptap/extension-heading';
import { Italic } from '@tiptap/extension-italic';
import { BulletList, ListItem, OrderedList, TaskItem, TaskList } from '@tiptap/extension-list';
import { Paragraph } from '@tiptap/extension-paragraph';
import { TableKit } from '@tiptap/extension-table';
import { Text } from '@tiptap/extension-text';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

const document = new Y.Doc();
new WebsocketProvider(`ws://${location.host}`, 'plan', document, { disableBc: true });
new Editor({
  element: window.document.querySelector('main')!,
  extensions: [
    ...[Document, Paragraph, Text, Heading, Bold, Italic, HardBreak],
    ...[BulletList, OrderedList, ListItem, TaskList, TaskItem, TableKit],
    Collaboration.configure({ document, field: 'plan' }),
  ],
});
