import * as Y from 'yjs';
import type { DecodedUpdate } from './validate.ts';

type Structs = DecodedUpdate['structs'];
interface Author {
  structs: Structs;
  next: number;
  /** Up to which clock of this author everything is in place. */
  clock: number;
  /** Who waits until this author has come how far. */
  waiting: { until: number; author: Author }[];
}

/**
 * Whether some authors' items wait for each other, so that Yjs could put none of them in its place, ever. Each step is gone once, as
 * Yjs does it. Takes for granted that all they refer to is either here or below `reachOf`.
 */
export function standsInCircles(structs: Structs, reachOf: (client: number) => number): boolean {
  const authors = new Map<number, Author>();
  for (const [client, own] of Map.groupBy(structs, (struct) => struct.id.client))
    authors.set(client, { structs: own, next: 0, clock: reachOf(client), waiting: [] });
  // One author's items refer back only: that was checked.
  if (authors.size < 2) return false;
  const ready = [...authors.values()];
  for (let author = ready.pop(); author; author = ready.pop()) {
    advance(author, authors);
    const { clock } = author;
    ready.push(...author.waiting.filter(({ until }) => until < clock).map((waiting) => waiting.author));
    author.waiting = author.waiting.filter(({ until }) => until >= clock);
  }
  return [...authors.values()].some(({ next, structs: own }) => next < own.length);
}

/** Goes on until the author is done, or an item stands on what another has not brought yet. */
function advance(author: Author, authors: ReadonlyMap<number, Author>): void {
  for (; author.next < author.structs.length; author.next++) {
    const struct = author.structs[author.next]!;
    for (const id of struct instanceof Y.Item ? [struct.origin, struct.rightOrigin, struct.parent] : []) {
      const other = id instanceof Y.ID ? authors.get(id.client) : undefined;
      if (!(id instanceof Y.ID) || !other || other === author || id.clock < other.clock) continue;
      other.waiting.push({ until: id.clock, author });
      return;
    }
    author.clock = Math.max(author.clock, struct.id.clock + struct.length);
  }
}
