import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { CardValue } from './card.ts';
import {
  addCard,
  cardIdOf,
  cardsMap,
  deleteCard,
  fieldText,
  moveCard,
  readCards,
  readSections,
  setCardValue,
  setSections,
} from './document.ts';
import { cardsIn, sectionsWith, type Section } from './section.ts';

const now = new Date('2026-11-23T12:00:00Z');
const only = (doc: Y.Doc) => readCards(doc)[0]!;
const meet = (here: Y.Doc, there: Y.Doc) => {
  Y.applyUpdate(there, Y.encodeStateAsUpdate(here));
  Y.applyUpdate(here, Y.encodeStateAsUpdate(there));
};

describe('a field that came into the model after the card was made', () => {
  const older = () => {
    const doc = new Y.Doc();
    const id = addCard(doc, { kind: 'action', texts: { title: 'Count' } }, 'en');
    (cardsMap(doc).get(id) as Y.Map<unknown>).delete('indicator');
    const other = new Y.Doc();
    meet(doc, other);
    return { doc, other, id };
  };
  it('is empty, and two who begin it at once write one text', () => {
    const { doc, other, id } = older();
    expect(only(doc).fields.indicator).toBe('');
    fieldText(doc, id, 'indicator')!.insert(0, 'out of stock');
    fieldText(other, id, 'indicator')!.insert(0, 'items ');
    meet(doc, other);
    expect(only(doc).fields.indicator).toContain('out of stock');
    expect(only(doc).fields.indicator).toContain('items ');
    expect(only(other)).toEqual(only(doc));
    expect(cardIdOf(doc, fieldText(doc, id, 'indicator')!)).toBe(id);
    expect(cardIdOf(doc, fieldText(doc, id, 'title')!)).toBe(id);
  });
  it('brings a deleted card back when somebody writes in it meanwhile', () => {
    const { doc, other, id } = older();
    deleteCard(doc, id, now);
    expect(only(doc).deletedAt).not.toBeNull();
    fieldText(other, id, 'indicator')!.insert(0, 'items');
    meet(doc, other);
    expect(only(doc).deletedAt).toBeNull();
  });
  it('has no text where the kind has no such field, or something else stands there', () => {
    const { doc, id } = older();
    expect(fieldText(doc, id, 'why')).toBeNull();
    (cardsMap(doc).get(id) as Y.Map<unknown>).set('indicator', 7);
    expect(fieldText(doc, id, 'indicator')).toBeNull();
  });
});

describe('values', () => {
  it.each<[CardValue, unknown]>([
    ['due', '2026-02-30'],
    ['due', 'soon'],
    ['due', 20260101],
    ['owner', 'Odette'],
    ['serves', { id: 'x' }],
  ])('a bent %s (%j) is as if it had not been set', (name, value) => {
    const doc = new Y.Doc();
    const id = addCard(doc, { kind: 'action' }, 'en');
    (cardsMap(doc).get(id) as Y.Map<unknown>).set(name, value);
    expect(only(doc).values).toEqual({});
    expect(setCardValue(doc, id, name, value as string)).toBe(false);
  });
  it('are set, read and taken away; set by two at once, both see the same one', () => {
    const [here, there] = [new Y.Doc(), new Y.Doc()];
    const id = addCard(here, { kind: 'action', values: { due: '2026-12-15' } }, 'en');
    meet(here, there);
    setCardValue(here, id, 'due', '2026-12-20');
    setCardValue(there, id, 'due', '2026-12-24');
    meet(here, there);
    expect(['2026-12-20', '2026-12-24']).toContain(only(here).values.due);
    expect(only(there)).toEqual(only(here));
    setCardValue(here, id, 'due', null);
    expect(only(here).values).toEqual({});
  });
});

describe('sections', () => {
  const own = (id: string, kind: Section['kind'], order: string): Section => ({
    ...{ id, kind, order, title: { en: id, fr: id } },
  });
  it('a plan without any has one for each kind; bent ones are left out', () => {
    const doc = new Y.Doc();
    doc.getMap('sections').set('x', { kind: 'nonsense', order: 'a' });
    doc.getMap('sections').set('y', 7);
    expect(readSections(doc).map(({ kind }) => kind)).toEqual([
      'aim',
      'gap',
      'driver',
      'idea',
      'action',
      'note',
    ]);
  });
  it('cards stand in their section, move within it, and none is lost when its section is unknown', () => {
    const doc = new Y.Doc();
    setSections(doc, [own('ward', 'idea', 'a1'), own('store', 'idea', 'a0')]);
    const add = (section: string | null) => addCard(doc, { kind: 'idea', section }, 'en');
    const [one, two, lost] = [add('ward'), add('ward'), add('gone')];
    addCard(doc, { kind: 'note' }, 'en');
    const sections = sectionsWith(readSections(doc), readCards(doc));
    expect(sections.map(({ id }) => id)).toEqual(['store', 'ward', 'note']);
    const ids = (section: string) => cardsIn(readCards(doc), sections, section).map(({ id }) => id);
    expect(ids('ward')).toEqual([one, two]);
    expect(ids('store')).toEqual([lost]);
    expect(moveCard(doc, two, 0)).toBe(true);
    expect(ids('ward')).toEqual([two, one]);
    expect(moveCard(doc, lost, 1)).toBe(false);
  });
});
