import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { ySyncPluginKey } from '@tiptap/y-tiptap';

/** The server takes types a hundred deep; nobody reads lists this deep. */
const deepest = 24;

function depth(node: Node): number {
  let below = 0;
  node.forEach((child) => (below = Math.max(below, depth(child))));
  return below + 1;
}

/** What this page's person may not do: nest without end, or write in a table on a phone (`locksTables`), where it is only read. */
export const limits = (locksTables: () => boolean) =>
  Extension.create({
    name: 'limits',
    addProseMirrorPlugins: () => [
      new Plugin({
        filterTransaction: (tr) =>
          !tr.docChanged || tr.getMeta(ySyncPluginKey) !== undefined || depth(tr.doc) <= deepest,
        props: {
          decorations({ doc }) {
            if (!locksTables()) return null;
            const tables: Decoration[] = [];
            doc.forEach((node, at) => {
              if (node.type.name === 'table')
                tables.push(
                  Decoration.node(at, at + node.nodeSize, { contenteditable: 'false', class: 'locked' }),
                );
            });
            return DecorationSet.create(doc, tables);
          },
        },
      }),
    ],
  });
