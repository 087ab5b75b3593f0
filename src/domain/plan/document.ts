import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';
import * as Y from 'yjs';
import { newId, isId, type CardId } from '../ids.ts';
import { byOrder, cardFields, cardsOf, isCardKind, type Card, type CardField, type NewCard } from './card.ts';
import { deletedAt, markDeleted, unmarkDeleted } from './deletion.ts';

/** The shape of a plan's document; a later shape is read beside this one. */
export const schemaVersion = 1;

export const cardsMap = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('cards');

/** Marks a new document. Only the server does, in the transaction that makes the room. */
export function startDocument(doc: Y.Doc): void {
  doc.getMap('meta').set('schemaVersion', schemaVersion);
}

/** Reads every card, the deleted ones too, in order. What is bent is left out, or read as far as it goes. */
export function readCards(doc: Y.Doc): Card[] {
  const cards: Card[] = [];
  for (const [id, value] of cardsMap(doc).entries()) {
    const card = readCard(id, value);
    if (card) cards.push(card);
  }
  return cards.sort(byOrder);
}

function readCard(id: string, value: unknown): Card | null {
  // Two spellings of one id would be one row.
  if (!(value instanceof Y.Map) || !isId(id) || id !== id.toLowerCase()) return null;
  const kind: unknown = value.get('kind');
  if (!isCardKind(kind)) return null;
  const fields: Card['fields'] = {};
  for (const field of cardFields[kind]) fields[field] = asText(value.get(field));
  return {
    id,
    kind,
    order: asText(value.get('order')),
    lang: asText(value.get('lang')).slice(0, 8),
    fields,
    deletedAt: deletedAt(value, cardFields[kind]),
  };
}

const asText = (value: unknown): string =>
  value instanceof Y.Text ? value.toString() : typeof value === 'string' ? value : '';

/** The shared text of a field, or null where there is none to write in. */
export function fieldText(doc: Y.Doc, cardId: string, field: CardField): Y.Text | null {
  const card = cardsMap(doc).get(cardId);
  const text: unknown = card instanceof Y.Map ? card.get(field) : null;
  return text instanceof Y.Text ? text : null;
}

/** Adds a card at the end of its kind, all its texts made with it, so that two people never make the same text twice. */
export function addCard(doc: Y.Doc, card: NewCard, lang: string): string {
  const id = card.id ?? newId<CardId>();
  const last = cardsOf(readCards(doc), card.kind).at(-1)?.order ?? null;
  doc.transact(() => {
    const map = new Y.Map<unknown>();
    map.set('kind', card.kind);
    map.set('order', keyBetween(last, null));
    map.set('lang', card.lang ?? lang);
    for (const field of cardFields[card.kind]) map.set(field, new Y.Text(card.texts?.[field] ?? ''));
    cardsMap(doc).set(id, map);
  });
  return id;
}

/** Marks a card as deleted; its words stay and can be brought back, and words that are on their way bring it back by themselves. */
export function deleteCard(doc: Y.Doc, cardId: string, at: Date): void {
  const card = cardsMap(doc).get(cardId);
  if (!(card instanceof Y.Map)) return;
  const kind: unknown = card.get('kind');
  doc.transact(() => markDeleted(card, isCardKind(kind) ? cardFields[kind] : [], at));
}

export function restoreCard(doc: Y.Doc, cardId: string): void {
  const card = cardsMap(doc).get(cardId);
  if (card instanceof Y.Map) doc.transact(() => unmarkDeleted(card));
}

/** Moves a card to a place among its kind, the first being 0. Says whether it moved. */
export function moveCard(doc: Y.Doc, cardId: string, to: number): boolean {
  const cards = readCards(doc);
  const moving = cards.find((card) => card.id === cardId && card.deletedAt === null);
  if (!moving) return false;
  const list = cardsOf(cards, moving.kind);
  const from = list.findIndex((card) => card.id === cardId);
  if (to < 0 || to >= list.length || to === from) return false;
  const order = [...list];
  order.splice(to, 0, ...order.splice(from, 1));
  doc.transact(() => place(doc, order, to));
  return true;
}

/** Gives the card at `at` a key between its neighbours; if theirs leave no room (two people added at once), all get new ones. */
function place(doc: Y.Doc, order: readonly Card[], at: number): void {
  const before = order[at - 1]?.order ?? null;
  const after = order[at + 1]?.order ?? null;
  if (before === null || after === null || before < after) {
    try {
      setOrder(doc, order[at]!.id, generateKeyBetween(before, after));
      return;
    } catch {
      // A key that is none: written by something else than this function.
    }
  }
  const keys = generateNKeysBetween(null, null, order.length);
  order.forEach((card, index) => setOrder(doc, card.id, keys[index]!));
}

function setOrder(doc: Y.Doc, cardId: string, key: string): void {
  const card = cardsMap(doc).get(cardId);
  if (card instanceof Y.Map) card.set('order', key);
}

function keyBetween(before: string | null, after: string | null): string {
  try {
    return generateKeyBetween(before, after);
  } catch {
    return `${before ?? 'a'}V`;
  }
}
