import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { contentCards } from './content.ts';
import { addCard, cardsMap, deleteCard, fieldText, moveCard, readCards, setCardValue } from './document.ts';
import { restoreTo } from './restore.ts';

const at = new Date('2026-11-23T09:00:00Z');
const content = (doc: Y.Doc) => contentCards(readCards(doc));

function plan() {
  const doc = new Y.Doc();
  const aim = addCard(doc, { kind: 'aim', texts: { text: 'Fewer gaps in the pharmacy' } }, 'en');
  const gap = addCard(doc, { kind: 'gap', texts: { text: 'Stock' }, values: { priority: 'high' } }, 'en');
  const other = addCard(doc, { kind: 'gap', texts: { text: 'Cold chain' } }, 'en');
  return { doc, aim, gap, other };
}

it('the whole plan is as it was: words, values, order, what was deleted, and what came since', () => {
  const { doc, aim, gap, other } = plan();
  const then = content(doc);
  fieldText(doc, aim, 'text')!.insert(6, 'empty ');
  setCardValue(doc, gap, 'priority', 'low');
  moveCard(doc, other, 0);
  deleteCard(doc, gap, at);
  cardsMap(doc).delete(other);
  const added = addCard(doc, { kind: 'note', texts: { text: 'New' } }, 'en');
  expect(restoreTo(doc, then, { cardId: null, at })).toBe(true);
  expect(content(doc)).toMatchObject(then.map(({ id, fields, values }) => ({ id, fields, values })));
  expect(readCards(doc).find(({ id }) => id === added)).toMatchObject({ deletedAt: at.toISOString() });
  expect(restoreTo(doc, then, { cardId: null, at })).toBe(false);
});

it('one card is as it was, and nothing else', () => {
  const { doc, aim, gap } = plan();
  const then = content(doc);
  fieldText(doc, aim, 'text')!.insert(0, 'Far ');
  fieldText(doc, gap, 'text')!.insert(5, 's');
  const added = addCard(doc, { kind: 'note', texts: { text: 'New' } }, 'en');
  const [card] = then.filter(({ id }) => id === gap);
  restoreTo(doc, [card!], { cardId: gap, at });
  expect(fieldText(doc, gap, 'text')!.toString()).toBe('Stock');
  expect(fieldText(doc, aim, 'text')!.toString()).toBe('Far Fewer gaps in the pharmacy');
  expect(readCards(doc).find(({ id }) => id === added)!.deletedAt).toBeNull();
});

it('takes the smallest change of a text, so that what somebody else is writing in it stays', () => {
  const { doc, aim } = plan();
  const then = content(doc);
  const elsewhere = new Y.Doc();
  fieldText(doc, aim, 'text')!.insert(6, 'empty ');
  Y.applyUpdate(elsewhere, Y.encodeStateAsUpdate(doc));
  fieldText(elsewhere, aim, 'text')!.insert(32, ' of both');
  restoreTo(doc, then, { cardId: aim, at });
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(elsewhere));
  expect(fieldText(doc, aim, 'text')!.toString()).toBe('Fewer gaps in the pharmacy of both');
});

it('is one step of undo', () => {
  const { doc, aim, gap } = plan();
  const then = content(doc);
  fieldText(doc, aim, 'text')!.insert(0, 'Far ');
  deleteCard(doc, gap, at);
  const before = content(doc);
  const undo = new Y.UndoManager(cardsMap(doc), { trackedOrigins: new Set(['me']) });
  doc.transact(() => restoreTo(doc, then, { cardId: null, at }), 'me');
  expect(content(doc)).toEqual(then);
  undo.undo();
  expect(content(doc)).toEqual(before);
});
