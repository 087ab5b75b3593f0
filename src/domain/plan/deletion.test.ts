import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { offeredBack, type Card } from './card.ts';
import { addCard, deleteCard, fieldText, readCards, restoreCard } from './document.ts';

const now = new Date('2026-11-23T12:00:00Z');
const only = (doc: Y.Doc) => readCards(doc)[0]!;

/** Two people with the same card: "Count" in it, written by the first. */
function two() {
  const [here, there] = [new Y.Doc(), new Y.Doc()];
  const id = addCard(here, { kind: 'idea', texts: { title: 'Count' } }, 'en');
  const meet = () => {
    Y.applyUpdate(there, Y.encodeStateAsUpdate(here));
    Y.applyUpdate(here, Y.encodeStateAsUpdate(there));
    expect(readCards(there)).toEqual(readCards(here));
  };
  meet();
  return { here, there, id, meet };
}

it('a card is deleted for both when nobody wrote meanwhile, and can be taken back', () => {
  const { here, there, id, meet } = two();
  deleteCard(here, id, now);
  meet();
  expect(only(there).deletedAt).toBe(now.toISOString());
  restoreCard(there, id);
  meet();
  expect(only(here)).toMatchObject({ deletedAt: null, fields: { title: 'Count' } });
});

it.each(['title', 'meaning'] as const)(
  'words that somebody writes in its %s meanwhile bring it back',
  (field) => {
    const { here, there, id, meet } = two();
    fieldText(there, id, field)!.insert(0, 'shelves ');
    deleteCard(here, id, now);
    expect(only(here).deletedAt).not.toBeNull();
    meet();
    expect(only(here)).toMatchObject({ deletedAt: null });
    expect(only(here).fields[field]).toMatch(/^shelves /);
  },
);

it('words that only went meanwhile leave it deleted; so do words in another card', () => {
  const { here, there, id, meet } = two();
  const other = addCard(there, { kind: 'idea' }, 'en');
  meet();
  fieldText(there, id, 'title')!.delete(0, 2);
  fieldText(there, other, 'title')!.insert(0, 'more');
  deleteCard(here, id, now);
  meet();
  expect(readCards(here).find((card) => card.id === id)!.deletedAt).not.toBeNull();
});

it('a card that came back can be deleted again', () => {
  const { here, there, id, meet } = two();
  fieldText(there, id, 'title')!.insert(5, ' daily');
  deleteCard(here, id, now);
  meet();
  deleteCard(here, id, now);
  meet();
  expect(only(there).deletedAt).toBe(now.toISOString());
});

it.each([[undefined], [7], ['all'], [{ 1: 'far' }], [null]])(
  'what a program writes beside it (%j) keeps a deletion a deletion',
  (bent) => {
    const doc = new Y.Doc();
    const id = addCard(doc, { kind: 'idea', texts: { title: 'Count' } }, 'en');
    const card = doc.getMap('cards').get(id) as Y.Map<unknown>;
    card.set('deletedAt', now.toISOString());
    if (bent !== undefined) card.set('deletedKnowing', bent);
    expect(only(doc).deletedAt).toBe(now.toISOString());
  },
);

it('deleted cards with words are offered back for 30 days, the last deleted first', () => {
  const card = (id: string, deletedAt: string | null, title = 'x'): Card => ({
    ...{ id, kind: 'idea', order: 'a0', lang: 'en', fields: { title }, values: {}, section: null, deletedAt },
  });
  const cards = [
    card('long ago', '2026-10-20T12:00:00.000Z'),
    card('first', '2026-11-01T12:00:00.000Z'),
    card('here', null),
    card('last', '2026-11-23T11:59:00.000Z'),
    card('empty', '2026-11-23T11:59:00.000Z', '  '),
  ];
  expect(offeredBack(cards, now).map(({ id }) => id)).toEqual(['last', 'first']);
  const withNote = offeredBack(cards, now, (id) => id === 'empty' || id === 'here');
  expect(withNote.map(({ id }) => id)).toContain('empty');
  expect(withNote).toHaveLength(3);
});
