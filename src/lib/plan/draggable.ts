import type Sortable from 'sortablejs';

/**
 * Lets the cards of a list be dragged by their handles, by mouse or finger; the library comes when the page is at rest. What it has moved is
 * put back where Svelte had it: the new order comes from the document, as anybody else's does.
 */
export function draggable(list: HTMLElement, onmove: (cardId: string, place: number) => void): () => void {
  let ended = false;
  let made: Sortable | null = null;
  async function begin(): Promise<void> {
    const { default: library } = await import('sortablejs');
    if (ended) return;
    let next: Node | null = null;
    made = library.create(list, {
      ...{
        draggable: 'article',
        handle: '.handle',
        animation: 150,
        forceFallback: true,
        fallbackTolerance: 3,
        // A thumb that scrolls along the edge of a phone moves at once; one that takes a card rests on it first.
        ...{ delay: 120, delayOnTouchOnly: true, touchStartThreshold: 6 },
      },
      onStart: ({ item }) => (next = item.nextSibling),
      onEnd: ({ item, oldDraggableIndex: from, newDraggableIndex: to }) => {
        list.insertBefore(item, next?.parentNode === list ? next : null);
        const { card } = item.dataset;
        if (card && to !== undefined && to !== from) onmove(card, to);
      },
    });
  }
  const idle = window.requestIdleCallback ?? ((act: () => void) => setTimeout(act, 500));
  idle(() => void begin().catch(() => {}));
  return () => {
    ended = true;
    made?.destroy();
  };
}
