import { equalityDeep } from 'lib0/function';
import type * as Y from 'yjs';
import type { Card } from './card.ts';
import { byOrder } from './card.ts';
import { cardIdOf, cardsMap, readCardOf, readSections, sectionsMap } from './document.ts';
import type { Section } from './section.ts';

/** Adds the cards that a transaction changed. */
export function noteChanged(doc: Y.Doc, { changed }: Y.Transaction, ids: Set<string>): void {
  const cards = cardsMap(doc);
  for (const [type, keys] of changed) {
    if (Object.is(type, cards)) for (const key of keys) ids.add(key!);
    else ids.add(cardIdOf(doc, type) ?? '');
  }
}

/** What is known of a plan before its document is read. */
interface Known {
  cards: readonly Card[];
  sections: readonly Section[];
}

/**
 * A plan's cards and sections, read once and then only where the document changes: what says the same as before stays the same object, so
 * that a page draws again only what is new.
 */
export class PlanReader {
  readonly #doc: Y.Doc;
  readonly #cards = new Map<string, Card>();
  readonly #changed = new Set<string>();
  /** Known cards that the document, which has not come whole, does not hold yet. */
  readonly #awaited: Set<string>;
  #inOrder: readonly Card[] = [];
  #sections: readonly Section[];
  #sectionsChanged = true;

  constructor(doc: Y.Doc, known: Known = { cards: [], sections: [] }) {
    this.#doc = doc;
    for (const card of known.cards) this.#cards.set(card.id, card);
    this.#awaited = new Set(this.#cards.keys());
    this.#sections = known.sections;
    for (const id of [...this.#cards.keys(), ...cardsMap(doc).keys()]) this.#changed.add(id);
  }

  /** Notes what a transaction changed. */
  note(transaction: Y.Transaction): void {
    noteChanged(this.#doc, transaction, this.#changed);
    this.#sectionsChanged ||= [...transaction.changed.keys()].some((type) =>
      Object.is(type, sectionsMap(this.#doc)),
    );
  }

  /** The document has come whole: what it does not hold is not there. */
  complete(): void {
    for (const id of this.#awaited) this.#changed.add(id);
    this.#awaited.clear();
  }

  /** All cards as they are now, the deleted ones too, in order. */
  cards(): readonly Card[] {
    if (this.#changed.size === 0) return this.#inOrder;
    let sameOrder = this.#inOrder.length > 0;
    for (const id of this.#changed) {
      const before = this.#cards.get(id);
      const card = readCardOf(this.#doc, id);
      if (card) this.#awaited.delete(id);
      else if (this.#awaited.has(id)) continue;
      sameOrder &&= before?.order === card?.order;
      if (!card) this.#cards.delete(id);
      else if (!equalityDeep(card, before)) this.#cards.set(id, card);
    }
    this.#changed.clear();
    this.#inOrder = sameOrder
      ? this.#inOrder.map(({ id }) => this.#cards.get(id)!)
      : [...this.#cards.values()].sort(byOrder);
    return this.#inOrder;
  }

  /** The plan's sections as they are now, in order. */
  sections(): readonly Section[] {
    if (this.#sectionsChanged) {
      const now = readSections(this.#doc);
      if (!equalityDeep(now, this.#sections)) this.#sections = now;
      this.#sectionsChanged = false;
    }
    return this.#sections;
  }
}
