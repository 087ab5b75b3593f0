import type * as Y from 'yjs';
import type { Card } from './card.ts';
import { byOrder } from './card.ts';
import { cardIdOf, cardsMap, readCardOf } from './document.ts';

/** Adds the cards that a transaction changed. */
export function noteChanged(doc: Y.Doc, { changed }: Y.Transaction, ids: Set<string>): void {
  const cards = cardsMap(doc);
  for (const [type, keys] of changed) {
    if (Object.is(type, cards)) for (const key of keys) ids.add(key!);
    else ids.add(cardIdOf(doc, type) ?? '');
  }
}

/**
 * A plan's cards, read once and then only where the document changes: a card in which nothing changed stays the same object, so that a page
 * draws again only what is new.
 */
export class CardReader {
  readonly #doc: Y.Doc;
  readonly #cards = new Map<string, Card>();
  readonly #changed = new Set<string>();
  #inOrder: readonly Card[] = [];

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    for (const id of cardsMap(doc).keys()) this.#changed.add(id);
  }

  /** Notes which cards a transaction changed. */
  note(transaction: Y.Transaction): void {
    noteChanged(this.#doc, transaction, this.#changed);
  }

  /** All cards as they are now, the deleted ones too, in order. */
  read(): readonly Card[] {
    if (this.#changed.size === 0) return this.#inOrder;
    for (const id of this.#changed) {
      const card = readCardOf(this.#doc, id);
      if (card) this.#cards.set(id, card);
      else this.#cards.delete(id);
    }
    this.#changed.clear();
    this.#inOrder = [...this.#cards.values()].sort(byOrder);
    return this.#inOrder;
  }
}
