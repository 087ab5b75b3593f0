/** The sections of a plan of which only the title is shown; a page that is opened again in this tab remembers. */
export class FoldedSections {
  #ids = $state.raw<ReadonlySet<string>>(new Set());
  #key = '';

  /** Reads what this tab had folded in a room. Browser only. */
  remember(roomId: string): void {
    this.#key = `plan-folded:${roomId}`;
    this.#ids = before(this.#key);
  }

  has(sectionId: string): boolean {
    return this.#ids.has(sectionId);
  }

  /** Shows only the title of a section, or its cards again. */
  toggle(sectionId: string): void {
    const ids = new Set(this.#ids);
    if (!ids.delete(sectionId)) ids.add(sectionId);
    this.#ids = ids;
    try {
      sessionStorage.setItem(this.#key, JSON.stringify([...ids]));
    } catch {
      // A device that keeps nothing: it holds as long as the page.
    }
  }

  unfold(sectionId: string): void {
    if (this.has(sectionId)) this.toggle(sectionId);
  }
}

function before(key: string): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    return new Set(Array.isArray(kept) ? kept.map(String) : []);
  } catch {
    return new Set();
  }
}
