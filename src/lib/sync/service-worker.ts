/** Lets plans open without a network. In production only: in development it would keep old files. */
export function registerServiceWorker(dev: boolean): void {
  if (dev || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register('/service-worker.js').catch(() => {
    // Plain http on another machine, or switched off: everything but the cold start without a network works.
  });
}
