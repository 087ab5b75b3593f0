import type * as Y from 'yjs';

/**
 * A deletion deletes what its author had seen: beside its time it keeps how far each writer of the card's texts had come. A card in which
 * there are later words, typed at that moment, on a phone without a network or in a page closed since, is there again for everybody.
 */
const at = 'deletedAt';
const knowing = 'deletedKnowing';

/** Yjs client id → the clock up to which its letters in the card had been seen. */
type Known = Readonly<Record<string, number>>;

/** Call it within a transaction. */
export function markDeleted(card: Y.Map<unknown>, texts: readonly Y.Text[], when: Date): void {
  card.set(at, when.toISOString());
  card.set(knowing, written(texts));
}

export function unmarkDeleted(card: Y.Map<unknown>): void {
  card.delete(at);
  card.delete(knowing);
}

/** When the card was deleted; null for one that is there, also when words came that the deletion did not know. */
export function deletedAt(card: Y.Map<unknown>, texts: readonly Y.Text[]): string | null {
  const when: unknown = card.get(at);
  if (!isInstant(when)) return null;
  const known: unknown = card.get(knowing);
  // Deleted by a program, or before deletions kept what they knew.
  if (!isKnown(known)) return when;
  const news = Object.entries(written(texts)).some(([client, clock]) => clock > (known[client] ?? 0));
  return news ? null : when;
}

/** An instant that a row can hold: any editor's program may write any year here. */
const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && Date.parse(value) > Date.UTC(1970, 0) && Date.parse(value) < Date.UTC(2100, 0);

const isKnown = (value: unknown): value is Known =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((clock) => typeof clock === 'number');

/** How far each author of letters that can be read in the card has come. */
function written(texts: readonly Y.Text[]): Known {
  const clocks: Record<string, number> = {};
  for (const text of texts) {
    for (let item = text._start; item !== null; item = item.right) {
      if (item.deleted || !item.countable) continue;
      const { client, clock } = item.lastId;
      clocks[client] = Math.max(clocks[client] ?? 0, clock + 1);
    }
  }
  return clocks;
}
