import type pg from 'pg';
import * as Y from 'yjs';
import { loadDocument } from '../../server/realtime/store.ts';
import { writersOf, type Table } from './crowd.ts';
import { Person } from './person.ts';

/** Author → how far. Letters, as Yjs counts them. */
type Letters = ReadonlyMap<number, number>;

/** What people had been shown and told at one moment: from then on it must never be missing. */
export interface Promised {
  document: string;
  seen: Letters;
  /** What readers, who delete nothing themselves, had seen deleted. */
  deleted: ReturnType<typeof Y.createDeleteSetFromStructStore>;
  saved: Letters;
}

export function promisedIn({ document, people }: Table): Promised {
  const writers = writersOf(people);
  const seenOf = (author: Person) =>
    Math.max(
      ...people.filter((other) => other !== author).map((other) => other.clockOf(author.doc.clientID)),
    );
  const readers = people.filter((person) => !writers.includes(person));
  return {
    document,
    seen: new Map(writers.map((author) => [author.doc.clientID, seenOf(author)])),
    deleted: Y.mergeDeleteSets(readers.map(({ doc }) => Y.createDeleteSetFromStructStore(doc.store))),
    saved: new Map(writers.map(({ doc, saved }) => [doc.clientID, saved])),
  };
}

/** What somebody would open who comes when everybody has gone. Throws when it is not whole. */
export async function readDisk(pool: pg.Pool, document: string): Promise<Y.Doc> {
  const stored = await loadDocument(pool, document);
  if (!stored) throw new Error('the document is gone');
  const doc = new Y.Doc();
  for (const update of [stored.merged, ...stored.tail.map((row) => row.update)]) Y.applyUpdate(doc, update);
  if (doc.store.pendingStructs || doc.store.pendingDs) throw new Error('the document has gaps');
  return doc;
}

/** Counts what was promised, and what of it is missing. The last three and `apart` must be 0. */
export class Counts {
  /** Letters that another person had, and that the server called saved, at the last look. */
  seen = 0;
  saved = 0;
  lost = 0;
  savedLost = 0;
  unreadable = 0;

  /** Compares with what lies on the disk. */
  async onDisk(pool: pg.Pool, promised: readonly Promised[]): Promise<void> {
    await this.#compare(promised, ({ document }) => readDisk(pool, document));
  }

  /** Compares with what a server shows to newcomers, who bring nothing along. */
  async atServer(url: string, cookie: string, promised: readonly Promised[]): Promise<void> {
    await this.#compare(promised, async ({ document }) => {
      const late = new Person({ url, document, cookie, way: 'socket' });
      const patience = AbortSignal.timeout(10_000);
      try {
        await Promise.race([
          late.synced,
          new Promise((_, reject) => patience.addEventListener('abort', reject)),
        ]);
        return late.doc;
      } finally {
        late.leave();
      }
    });
  }

  async #compare(promised: readonly Promised[], open: (of: Promised) => Promise<Y.Doc>): Promise<void> {
    this.seen = promised.reduce((sum, { seen }) => sum + total(seen), 0);
    this.saved = promised.reduce((sum, { saved }) => sum + total(saved), 0);
    const found = await Promise.all(
      promised.map((one) => open(one).catch((error: unknown) => report(error))),
    );
    for (const [i, doc] of found.entries()) {
      const { seen, saved, deleted } = promised[i]!;
      if (!doc) this.unreadable++;
      else {
        this.lost += missing(doc, seen) + notDeleted(doc, deleted);
        this.savedLost += missing(doc, saved);
      }
    }
  }
}

const total = (letters: Letters) => [...letters.values()].reduce((sum, one) => sum + one, 0);

const missing = (doc: Y.Doc, letters: Letters) =>
  [...letters].reduce((sum, [author, clock]) => sum + Math.max(0, clock - Y.getState(doc.store, author)), 0);

function notDeleted(doc: Y.Doc, deleted: Promised['deleted']): number {
  const here = Y.createDeleteSetFromStructStore(doc.store);
  let count = 0;
  for (const [client, ranges] of deleted.clients)
    for (const { clock, len } of ranges)
      for (let at = clock; at < clock + len; at++) if (!Y.isDeleted(here, Y.createID(client, at))) count++;
  return count;
}

function report(error: unknown): null {
  console.error(error);
  return null;
}
