import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { PlanReader } from './plan-reader.ts';
import {
  addCard,
  cardsMap,
  deleteCard,
  fieldText,
  moveCard,
  readCards,
  restoreCard,
  setCardValue,
} from './document.ts';

function plan() {
  const doc = new Y.Doc();
  const ids = ['one', 'two', 'three'].map((title) =>
    addCard(doc, { kind: 'action', texts: { title } }, 'en'),
  );
  const reader = new PlanReader(doc);
  doc.on('afterTransaction', (transaction: Y.Transaction) => reader.note(transaction));
  return { doc, ids, reader };
}

it('a card in which nothing changed stays the same object', () => {
  const { doc, ids, reader } = plan();
  const before = reader.cards();
  fieldText(doc, ids[1]!, 'title')!.insert(0, 'x');
  const after = reader.cards();
  expect(after.map((card, place) => card === before[place])).toEqual([true, false, true]);
  expect(reader.cards()).toBe(after);
});

it('after whatever happens to a plan it says the same as reading it anew', () => {
  const { doc, ids, reader } = plan();
  const [first, second, third] = ids as [string, string, string];
  const there = new Y.Doc();
  const acts = [
    () => addCard(doc, { kind: 'idea' }, 'fr'),
    () => moveCard(doc, third, 0),
    () => setCardValue(doc, first, 'due', '2026-12-15'),
    () => deleteCard(doc, second, new Date('2026-11-23T12:00:00Z')),
    () => restoreCard(doc, second),
    () => (cardsMap(doc).get(first) as Y.Map<unknown>).delete('indicator'),
    () => fieldText(doc, first, 'indicator')!.insert(0, 'a field of later'),
    () => {
      Y.applyUpdate(there, Y.encodeStateAsUpdate(doc));
      addCard(there, { kind: 'note', texts: { text: 'from elsewhere' } }, 'en');
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(there));
    },
    () => cardsMap(doc).set('not-an-id', new Y.Map()),
    () => cardsMap(doc).delete(third),
    () => cardsMap(doc).set(first, 'bent'),
  ];
  for (const act of acts) {
    act();
    expect(reader.cards()).toEqual(readCards(doc));
  }
});

it('what is known before stays until the document has come whole', () => {
  const { doc, ids } = plan();
  const known = readCards(doc);
  const arriving = new Y.Doc();
  const reader = new PlanReader(arriving, { cards: known, sections: [] });
  arriving.on('afterTransaction', (transaction: Y.Transaction) => reader.note(transaction));
  addCard(arriving, { kind: 'idea', texts: { title: 'of this device' } }, 'en');
  expect(reader.cards()).toHaveLength(4);

  Y.applyUpdate(arriving, Y.encodeStateAsUpdate(doc));
  const arrived = reader.cards();
  expect(known.every((card) => arrived.includes(card))).toBe(true);
  cardsMap(arriving).delete(ids[0]!);
  expect(reader.cards()).toHaveLength(3);
});

it('what the whole document does not hold is not there', () => {
  const { doc } = plan();
  const reader = new PlanReader(new Y.Doc(), { cards: readCards(doc), sections: [] });
  expect(reader.cards()).toHaveLength(3);
  reader.complete();
  expect(reader.cards()).toEqual([]);
});
