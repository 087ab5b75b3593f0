import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { prepareAdding, showAdding, takeAway, whatIsMissing } from './adding-sections.ts';
import { addCard, readCards, readSections, setSections } from './document.ts';
import { mostSections, sectionOf } from './section.ts';
import { cycleSteps, firstPlan } from './template.ts';
import { usualTemplates } from './usual-templates.ts';

const at = new Date('2026-11-23T08:00:00Z');
const living = (doc: Y.Doc) => readCards(doc).filter(({ deletedAt }) => deletedAt === null);
const planIn = (doc: Y.Doc) => ({ sections: readSections(doc), cards: living(doc) });
const names = (doc: Y.Doc) => readSections(doc).map(({ kind, title }) => title?.en ?? kind);

function planOf(step: 1 | 5): Y.Doc {
  const doc = new Y.Doc();
  const { sections, cards } = firstPlan(usualTemplates[step], 'en');
  setSections(doc, sections);
  for (const card of cards) addCard(doc, card, 'en');
  return doc;
}
function add(doc: Y.Doc, step: 1 | 5) {
  const adding = whatIsMissing(usualTemplates[step], planIn(doc), 'en');
  const cards = prepareAdding(doc, adding, 'en', at);
  showAdding(doc, adding, cards);
  return { adding, cards };
}

test('every usual template has its cards’ sections, both titles, four sentences to begin with and few cards', () => {
  for (const step of cycleSteps) {
    const { sections, cards } = usualTemplates[step];
    const made = firstPlan(usualTemplates[step], 'fr');
    expect(made.cards).toHaveLength(cards.length);
    expect(new Set(sections.map(({ id }) => id)).size).toBe(sections.length);
    expect(cards.filter(({ texts }) => texts).length).toBeLessThanOrEqual(3);
    for (const { texts } of cards) if (texts) expect(Object.keys(texts.fr)).toEqual(Object.keys(texts.en));
    if (step > 1)
      for (const lang of ['en', 'fr'] as const)
        expect(
          cards.find((card) => card.in === 'note')?.texts?.[lang].text?.match(/[.?!](?= |$)/g),
        ).toHaveLength(4);
  }
});

test('a plan gets the sections it does not have, behind its own, once, with their first cards', () => {
  const doc = planOf(1);
  const first = add(doc, 5);
  expect(names(doc)).toEqual([
    ...['aim', 'gap', 'driver', 'idea', 'action', 'note'],
    ...['Small tests', 'What stands in the way', 'What we learnt'],
  ]);
  expect(first.adding.cards.map(({ kind }) => kind)).toEqual(['note', 'idea']);
  const test = living(doc).find(({ fields }) => fields.title === 'Our first small test')!;
  expect(sectionOf(readSections(doc), test).title?.fr).toBe('Petits essais');
  expect(whatIsMissing(usualTemplates[5], planIn(doc), 'en')).toMatchObject({ sections: [], cards: [] });
});

test('taken away again, what somebody put into the new sections stays in the plan', () => {
  const doc = planOf(1);
  const before = planIn(doc).cards.map(({ id }) => id);
  const { adding, cards } = add(doc, 5);
  const into = adding.sections[0]!.id;
  const mine = addCard(doc, { kind: 'idea', section: into, texts: { title: 'Bin cards' } }, 'en');
  takeAway(doc, adding, cards, at);
  expect(names(doc)).toEqual(['aim', 'gap', 'driver', 'idea', 'action', 'note']);
  expect(
    living(doc)
      .map(({ id }) => id)
      .sort(),
  ).toEqual([...before, mine].sort());
  expect(
    sectionOf(
      readSections(doc),
      living(doc).find(({ id }) => id === mine)!,
    ).id,
  ).toBe('idea');
});

test('a plan with sections of its own gets the usual ones it lacks; a full one gets none', () => {
  const doc = planOf(5);
  add(doc, 1);
  expect(names(doc)).toEqual([
    ...['aim', 'action', 'Small tests', 'What stands in the way', 'note', 'What we learnt'],
    ...['gap', 'driver', 'idea'],
  ]);
  const full = planOf(1);
  setSections(
    full,
    Array.from({ length: mostSections }, (_, n) => ({
      ...{ id: `own ${n}`, kind: 'note' as const, order: `a${n}` },
      title: { en: `Ward ${n}`, fr: `Service ${n}` },
    })),
  );
  expect(whatIsMissing(usualTemplates[5], planIn(full), 'en').tooMany).toBe(true);
});
