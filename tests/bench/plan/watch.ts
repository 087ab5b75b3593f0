// Runs in the page. Times are of the page's own clock, in ms since it began to load.

/** What the page tells the bench. */
export interface Watched {
  readable: number | null;
  writable: number | null;
  keys: number[];
  seen: Record<string, number>;
}

/** Where to look (selectors): the first text that can be read, what there is once it can be written in, and where marks appear. */
export interface Watch {
  readable: string;
  writable: string;
  mark: string;
}

/** Notes when the first card can be read and when it can be written in, and how long each key takes to be painted. */
export function watchPlan(where: Watch): void {
  const watched: Watched = { readable: null, writable: null, keys: [], seen: {} };
  Object.assign(window, { watched });
  const painted = (then: (at: number) => void) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => then(performance.now());
      port2.postMessage(null);
    });
  const look = () => {
    const card = document.querySelector<HTMLElement>(where.readable);
    if (card?.textContent.trim() && card.getBoundingClientRect().height > 0)
      watched.readable ??= performance.now();
    if (document.querySelector(where.writable) && watched.readable !== null)
      watched.writable ??= performance.now();
    if (watched.writable === null) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  addEventListener(
    'keydown',
    ({ timeStamp }) =>
      addEventListener('input', () => painted((at) => watched.keys.push(at - timeStamp)), { once: true }),
    true,
  );
  addEventListener('DOMContentLoaded', () => {
    new MutationObserver(() => {
      const words = document.querySelector(where.mark)?.textContent ?? '';
      const mark = /#(\d+);/.exec(words)?.[1];
      if (mark !== undefined && !(mark in watched.seen)) {
        watched.seen[mark] = 0;
        painted((at) => (watched.seen[mark] = performance.timeOrigin + at));
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}
