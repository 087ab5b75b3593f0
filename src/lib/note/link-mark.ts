import { Mark, markPasteRule } from '@tiptap/core';
import { safeHref } from '#domain/plan/note-body.ts';

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    noteLink: { setNoteLink: (href: string) => ReturnType; unsetNoteLink: () => ReturnType };
  }
}

/** A link: http, https or mailto. Tiptap's own would bring a list of all the world's domains along. */
export const Link = Mark.create({
  name: 'link',
  inclusive: false,
  addAttributes: () => ({ href: { default: '' } }),
  parseHTML: () => [
    {
      tag: 'a[href]',
      getAttrs: (element) => {
        const href = safeHref(element.getAttribute('href'));
        return href ? { href } : false;
      },
    },
  ],
  renderHTML: ({ HTMLAttributes }) => [
    'a',
    { href: safeHref(HTMLAttributes['href']), rel: 'noopener noreferrer nofollow', target: '_blank' },
    0,
  ],
  addCommands() {
    return {
      setNoteLink:
        (href) =>
        ({ commands }) =>
          commands.setMark(this.name, { href }),
      unsetNoteLink:
        () =>
        ({ commands }) =>
          commands.unsetMark(this.name, { extendEmptyMarkRange: true }),
    };
  },
  addPasteRules() {
    const getAttributes = ([found]: RegExpMatchArray) => {
      const href = safeHref(found);
      return href ? { href } : false;
    };
    return [markPasteRule({ find: /https?:\/\/[^\s<>"]+/g, type: this.type, getAttributes })];
  },
});
