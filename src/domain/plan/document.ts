import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';
import * as Y from 'yjs';
import { newId, isId, type CardId } from '../ids.ts';
import {
  byOrder,
  cardFields,
  cardValues,
  isCardKind,
  isCardValue,
  type Card,
  type CardField,
  type CardKind,
  type CardValue,
  type NewCard,
} from './card.ts';
import { cardsIn, sectionOf, sectionsFrom, type Section } from './section.ts';
import { deletedAt, markDeleted, unmarkDeleted } from './deletion.ts';
import { nameOfRoot } from './root-names.ts';

/** The shape of a plan's document; a later shape is read beside this one. */
export const schemaVersion = 1;

export const cardsMap = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('cards');

/** Marks a new document. Only the server does, in the transaction that makes the room. */
export function startDocument(doc: Y.Doc): void {
  doc.getMap('meta').set('schemaVersion', schemaVersion);
}

export const sectionsMap = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('sections');

/** The plan's sections, in order. */
export const readSections = (doc: Y.Doc): Section[] => sectionsFrom(sectionsMap(doc).entries());

/** Adds sections behind those that are there; one whose id is there is set anew. */
export function setSections(doc: Y.Doc, sections: readonly Section[]): void {
  doc.transact(() => {
    for (const { id, ...section } of sections) sectionsMap(doc).set(id, section);
  });
}

/** Writes down the usual sections of a plan that has none of its own, so that others can stand behind them. */
export function keepStandardSections(doc: Y.Doc): void {
  const standard = readSections(doc);
  if (standard.some(({ order }) => order !== '')) return;
  const keys = generateNKeysBetween(null, null, standard.length);
  setSections(
    doc,
    standard.map((section, at) => ({ ...section, order: keys[at]! })),
  );
}

/** Takes sections out of a plan; their cards go to the first of their kind. */
export function dropSections(doc: Y.Doc, ids: readonly string[]): void {
  doc.transact(() => {
    for (const id of ids) sectionsMap(doc).delete(id);
  });
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

/** One card, or null where there is none that can be read. */
export const readCardOf = (doc: Y.Doc, id: string): Card | null => readCard(id, cardsMap(doc).get(id));

function readCard(id: string, card: unknown): Card | null {
  // Two spellings of one id would be one row.
  if (!(card instanceof Y.Map) || !isId(id) || id !== id.toLowerCase()) return null;
  const kind: unknown = card.get('kind');
  if (!isCardKind(kind)) return null;
  const fields: Card['fields'] = {};
  for (const field of cardFields[kind]) fields[field] = asText(card.get(field) ?? late(card, id, field));
  const section: unknown = card.get('section');
  return {
    id,
    kind,
    order: asText(card.get('order')),
    lang: asText(card.get('lang')).slice(0, 8),
    fields,
    values: readValues(card, kind),
    section: typeof section === 'string' ? section.slice(0, 64) : null,
    deletedAt: deletedAt(card, textsOf(card, id, kind)),
  };
}

function readValues(card: Y.Map<unknown>, kind: CardKind): Card['values'] {
  const values: Card['values'] = {};
  for (const name of cardValues[kind]) {
    const value: unknown = card.get(name);
    if (isCardValue(name, value)) values[name] = value;
  }
  return values;
}

const asText = (value: unknown): string =>
  value instanceof Y.Text ? value.toString() : typeof value === 'string' ? value : '';

/**
 * A field that came into the model after a card was made is a text of the document itself: two people who begin it at once begin the same
 * text. (A text that two put into the card's map at once would be one of the two, and the other's words gone.)
 */
const lateName = (cardId: string, field: CardField): string => `${cardId}/${field}`;
const late = ({ doc }: Y.Map<unknown>, cardId: string, field: CardField): Y.Text | null => {
  const name = lateName(cardId, field);
  return doc?.share.has(name) ? doc.getText(name) : null;
};

const textsOf = (card: Y.Map<unknown>, cardId: string, kind: CardKind): Y.Text[] =>
  cardFields[kind]
    .map((field) => card.get(field) ?? late(card, cardId, field))
    .filter((text) => text instanceof Y.Text);

/** The shared text of a field, or null where there is none to write in. */
export function fieldText(doc: Y.Doc, cardId: string, field: CardField): Y.Text | null {
  const card = cardsMap(doc).get(cardId);
  if (!(card instanceof Y.Map)) return null;
  const text: unknown = card.get(field);
  if (text === undefined && hasField(card.get('kind'), field)) return doc.getText(lateName(cardId, field));
  return text instanceof Y.Text ? text : null;
}

const hasField = (kind: unknown, field: CardField): boolean =>
  isCardKind(kind) && (cardFields[kind] as readonly CardField[]).includes(field);

/** The card that a changed type is, or belongs to. */
export function cardIdOf<E>(doc: Y.Doc, type: Y.AbstractType<E>): string | null {
  const cards = cardsMap(doc);
  let root = type;
  for (; root._item !== null; root = root._item.parent as Y.AbstractType<E>)
    if (root._item.parent === cards) return root._item.parentSub;
  return nameOfRoot(doc, root)?.split('/')[0] ?? null;
}

/** Sets a value of a card, or takes it away. Says whether it could be set. */
export function setCardValue(doc: Y.Doc, cardId: string, name: CardValue, value: string | null): boolean {
  const card = cardsMap(doc).get(cardId);
  if (!(card instanceof Y.Map)) return false;
  if (value === null) card.delete(name);
  else if (isCardValue(name, value)) card.set(name, value);
  else return false;
  return true;
}

/** Puts a card at the end of another section of its kind. */
export function putInto(doc: Y.Doc, cardId: string, sectionId: string): void {
  const card = cardsMap(doc).get(cardId);
  const last = cardsIn(readCards(doc), readSections(doc), sectionId).at(-1);
  if (!(card instanceof Y.Map)) return;
  doc.transact(() => {
    card.set('section', sectionId);
    card.set('order', keyBetween(last?.order ?? null, null));
  });
}

/** Says which language a card's texts are in. */
export function setCardLang(doc: Y.Doc, cardId: string, lang: string): void {
  const card = cardsMap(doc).get(cardId);
  if (card instanceof Y.Map) card.set('lang', lang);
}

/** Adds a card at the end of its section, all its texts made with it, so that two people never make the same text twice. */
export const addCard = (doc: Y.Doc, card: NewCard, lang: string): string => addCards(doc, [card], lang)[0]!;

/** The same for several, in their order. */
export function addCards(doc: Y.Doc, cards: readonly NewCard[], lang: string): string[] {
  const sections = readSections(doc);
  const there = readCards(doc);
  const lasts = new Map<string, string | null>();
  const lastIn = (id: string) =>
    lasts.has(id) ? lasts.get(id)! : (cardsIn(there, sections, id).at(-1)?.order ?? null);
  return doc.transact(() =>
    cards.map((card) => {
      const { id: section } = sectionOf(sections, { kind: card.kind, section: card.section ?? null });
      const order = keyBetween(lastIn(section), null);
      lasts.set(section, order);
      const id = card.id ?? newId<CardId>();
      cardsMap(doc).set(id, sharedCard(card, order, lang));
      return id;
    }),
  );
}

function sharedCard(card: NewCard, order: string, lang: string): Y.Map<unknown> {
  const map = new Y.Map<unknown>();
  map.set('kind', card.kind);
  map.set('order', order);
  map.set('lang', card.lang ?? lang);
  if (card.section) map.set('section', card.section);
  for (const field of cardFields[card.kind]) map.set(field, new Y.Text(card.texts?.[field] ?? ''));
  for (const name of cardValues[card.kind]) {
    const value = card.values?.[name];
    if (isCardValue(name, value)) map.set(name, value);
  }
  return map;
}

/** Marks a card as deleted; its words stay and can be brought back, and words that are on their way bring it back by themselves. */
export function deleteCard(doc: Y.Doc, cardId: string, at: Date): void {
  const card = cardsMap(doc).get(cardId);
  if (!(card instanceof Y.Map)) return;
  const kind: unknown = card.get('kind');
  doc.transact(() => markDeleted(card, isCardKind(kind) ? textsOf(card, cardId, kind) : [], at));
}

export function restoreCard(doc: Y.Doc, cardId: string): void {
  const card = cardsMap(doc).get(cardId);
  if (card instanceof Y.Map) doc.transact(() => unmarkDeleted(card));
}

/** Moves a card to a place in its section, the first being 0. Says whether it moved. */
export function moveCard(doc: Y.Doc, cardId: string, to: number): boolean {
  const cards = readCards(doc);
  const moving = cards.find((card) => card.id === cardId && card.deletedAt === null);
  if (!moving) return false;
  const sections = readSections(doc);
  const list = cardsIn(cards, sections, sectionOf(sections, moving).id);
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
