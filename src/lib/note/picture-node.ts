import { Node } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { isId } from '#domain/ids.ts';
import { longestAlt } from '#domain/plan/note-body.ts';

/** Where a picture's bytes are, and how far its sending is. */
export interface PictureSource {
  /** The address of its bytes; the phone's own copy while it is on its way. */
  address: (image: string) => string;
  /** What is to be read under it while it is not sent; empty when there is nothing to say. */
  standing: (image: string) => string;
  /** Calls back whenever one of these changes; returns how to stop. */
  watch: (changed: () => void) => () => void;
}
export interface PictureOptions {
  source: PictureSource | null;
  words: { describe: string; remove: string; onItsWay: string };
}

const againMs = [2_000, 5_000, 10_000, 20_000, 40_000];

/** A picture: in the document only its id, its description and its size. */
export const Picture = Node.create<PictureOptions>({
  name: 'picture',
  group: 'block',
  atom: true,
  draggable: true,
  addOptions: () => ({ source: null, words: { describe: '', remove: '', onItsWay: '' } }),
  addAttributes: () => ({
    image: { default: '' },
    alt: { default: '' },
    width: { default: 640 },
    height: { default: 480 },
  }),
  parseHTML: () => [
    {
      tag: 'figure[data-picture]',
      getAttrs: ({ dataset }) => {
        const { picture = '', alt = '', width, height } = dataset;
        const size = (value: string | undefined) => Math.min(20_000, Math.max(1, Number(value) || 640));
        return isId(picture) ? { image: picture, alt, width: size(width), height: size(height) } : false;
      },
    },
  ],
  renderHTML: ({ node: { attrs } }) => [
    'figure',
    {
      ...{ 'data-picture': attrs['image'] as string, 'data-alt': attrs['alt'] as string },
      ...{ 'data-width': String(attrs['width']), 'data-height': String(attrs['height']) },
    },
  ],
  addNodeView() {
    const { source, words } = this.options;
    return ({ node, editor, getPos }) => {
      const set = (attributes: object | null) => {
        const at = getPos();
        const now = at === undefined ? null : editor.state.doc.nodeAt(at);
        if (at === undefined || !now) return;
        const { tr } = editor.state;
        editor.view.dispatch(
          attributes
            ? tr.setNodeMarkup(at, undefined, { ...now.attrs, ...attributes })
            : tr.delete(at, at + now.nodeSize),
        );
      };
      return pictureView(node, source, words, set);
    };
  },
});

/** The picture with a line for its description and a way to take it out. `set`: other attributes, or null to remove it. */
function pictureView(
  first: ProseMirrorNode,
  source: PictureSource | null,
  words: PictureOptions['words'],
  set: (attributes: object | null) => void,
) {
  const { dom, img, standing, alt, remove } = partsOf(words);
  let node = first;
  let tries = 0;
  let again: ReturnType<typeof setTimeout> | undefined;
  const image = () => String(node.attrs['image']);
  function show(): void {
    const { width, height } = node.attrs as { width: number; height: number };
    const address = source?.address(image()) ?? '';
    if (img.getAttribute('src') !== address) img.src = address;
    Object.assign(img, { width, height, alt: String(node.attrs['alt']) });
    standing.textContent =
      source?.standing(image()) || (dom.classList.contains('missing') ? words.onItsWay : '');
    if (document.activeElement !== alt) alt.value = String(node.attrs['alt']);
  }
  function missing(isMissing: boolean): void {
    dom.classList.toggle('missing', isMissing);
    show();
  }
  img.onload = () => missing(false);
  // On its way from somebody's phone, or there is no line.
  img.onerror = () => {
    missing(true);
    const wait = againMs[tries++];
    if (wait) again = setTimeout(() => (img.src = source?.address(image()) ?? ''), wait);
  };
  alt.onchange = () => set({ alt: alt.value.trim() });
  alt.onkeydown = (event) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.stopPropagation();
    alt.blur();
  };
  remove.onclick = () => set(null);
  show();
  const unwatch = source?.watch(show);
  return {
    dom,
    update(next: ProseMirrorNode): boolean {
      if (next.type !== node.type) return false;
      node = next;
      show();
      return true;
    },
    stopEvent: (event: Event) => event.target === alt || event.target === remove,
    ignoreMutation: () => true,
    destroy(): void {
      clearTimeout(again);
      unwatch?.();
    },
  };
}

function partsOf(words: PictureOptions['words']) {
  const dom = document.createElement('figure');
  const img = document.createElement('img');
  const standing = document.createElement('p');
  const alt = document.createElement('input');
  const remove = document.createElement('button');
  dom.contentEditable = 'false';
  standing.setAttribute('role', 'status');
  Object.assign(alt, { type: 'text', maxLength: longestAlt, placeholder: words.describe });
  alt.setAttribute('aria-label', words.describe);
  Object.assign(remove, { type: 'button', textContent: words.remove });
  const line = document.createElement('figcaption');
  line.append(alt, remove);
  dom.append(img, standing, line);
  return { dom, img, standing, alt, remove };
}
