import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { addCards, deleteCard, fieldText, readCards, setCardValue } from './document.ts';
import { takeBackCards } from './take-back.ts';

const at = new Date('2026-11-23T09:00:00Z');

it('an import is taken back whole, whatever came after it; what somebody has written in since stays', () => {
  const doc = new Y.Doc();
  const [mine] = addCards(doc, [{ kind: 'action', texts: { title: 'Mine' } }], 'en');
  const titles = ['One', 'Two', 'Three', 'Four'];
  const ids = addCards(
    doc,
    titles.map((title) => ({ kind: 'action', texts: { title } })),
    'en',
  );
  const added = readCards(doc).filter(({ id }) => ids.includes(id));
  const [one, two, three] = ids as [string, string, string];
  fieldText(doc, mine!, 'title')!.insert(4, ' and more');
  fieldText(doc, one, 'title')!.insert(3, ' word');
  setCardValue(doc, two, 'due', '2026-12-15');
  deleteCard(doc, three, at);

  expect(takeBackCards(doc, added, at)).toEqual({ taken: 1, kept: 2 });
  const living = readCards(doc).filter(({ deletedAt }) => deletedAt === null);
  expect(living.map(({ fields }) => fields.title)).toEqual(['Mine and more', 'One word', 'Two']);
  expect(takeBackCards(doc, added, at)).toEqual({ taken: 0, kept: 2 });
});
