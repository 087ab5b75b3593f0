import * as Y from 'yjs';
import { cardFields, cardValues, isCardValue, type CardField } from './card.ts';
import type { ContentCard } from './content.ts';
import {
  addCard,
  cardsMap,
  deleteCard,
  fieldText,
  readCards,
  restoreCard,
  setCardValue,
} from './document.ts';
import { diffText } from './text-diff.ts';

/**
 * Makes the cards what they were, as a new change: the smallest one in each text, so that what others are writing elsewhere in it
 * stays. With `cardId` only that card; otherwise the whole plan, cards added since being deleted (and so offered back). Says
 * whether there was anything to change. Call it within one step of undo.
 */
export function restoreTo(
  doc: Y.Doc,
  cards: readonly ContentCard[],
  { cardId, at }: { cardId: string | null; at: Date },
): boolean {
  return doc.transact((transaction) => {
    const now = readCards(doc);
    const deleted = new Set(now.filter(({ deletedAt }) => deletedAt !== null).map(({ id }) => id));
    for (const card of cards) {
      putBack(doc, card, cardId === null);
      if (deleted.has(card.id)) restoreCard(doc, card.id);
    }
    const then = new Set(cards.map(({ id }) => id));
    const added = now.filter(({ id, deletedAt }) => deletedAt === null && !then.has(id));
    if (cardId === null) for (const { id } of added) deleteCard(doc, id, at);
    return transaction.changed.size > 0;
  });
}

function putBack(doc: Y.Doc, card: ContentCard, withPlace: boolean): void {
  const there = cardsMap(doc).get(card.id);
  if (!(there instanceof Y.Map)) {
    // Taken out of the document by some program.
    const { id, kind, lang, section, fields, values } = card;
    addCard(doc, { id, kind, section, texts: fields, values }, lang);
    return;
  }
  if (there.get('kind') !== card.kind) return;
  for (const field of cardFields[card.kind]) putText(doc, card, field);
  for (const name of cardValues[card.kind]) {
    const value = card.values[name] ?? null;
    const now: unknown = there.get(name);
    if ((isCardValue(name, now) ? now : null) !== value) setCardValue(doc, card.id, name, value);
  }
  if (card.lang && there.get('lang') !== card.lang) there.set('lang', card.lang);
  if (!withPlace) return;
  if (card.order && there.get('order') !== card.order) there.set('order', card.order);
  const section: unknown = there.get('section') ?? null;
  if (section === card.section) return;
  if (card.section === null) there.delete('section');
  else there.set('section', card.section);
}

function putText(doc: Y.Doc, card: ContentCard, field: CardField): void {
  const text = fieldText(doc, card.id, field);
  const change = text && diffText(text.toString(), card.fields[field] ?? '');
  if (!text || !change) return;
  if (change.remove > 0) text.delete(change.index, change.remove);
  if (change.insert) text.insert(change.index, change.insert);
}
