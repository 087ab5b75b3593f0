/** Tells how much of the page's foot a phone's keyboard covers, in CSS pixels, now and whenever it changes. Returns how to stop. */
export function keyboardHeight(changed: (height: number) => void): () => void {
  const view = window.visualViewport;
  if (!view) return () => {};
  const look = () => changed(Math.max(0, Math.round(window.innerHeight - view.height - view.offsetTop)));
  const ending = new AbortController();
  view.addEventListener('resize', look, { signal: ending.signal });
  view.addEventListener('scroll', look, { signal: ending.signal });
  look();
  return () => ending.abort();
}

/** Tells whether the page is as narrow as a phone, now and whenever it changes. Returns how to stop. */
export function narrowScreen(changed: (is: boolean) => void): () => void {
  const query = window.matchMedia('(max-width: 59.99rem)');
  const look = () => changed(query.matches);
  query.addEventListener('change', look);
  look();
  return () => query.removeEventListener('change', look);
}
