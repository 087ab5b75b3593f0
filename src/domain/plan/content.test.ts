import { expect, it } from 'vitest';
import { cardKinds } from './card.ts';
import { canonicalText, ownSections } from './content.ts';
import { standardSection, type Section } from './section.ts';

it('a version keeps the sections of its plan in their places, those without a title too; the usual ones are none', () => {
  expect(ownSections(cardKinds.map(standardSection))).toEqual([]);
  const equipment: Section = {
    ...{ id: 'own', kind: 'action', order: 'a0' },
    title: { en: 'Equipment', fr: 'Matériel' },
  };
  const sections = [equipment, { ...standardSection('action'), order: 'a1' }, standardSection('aim')];
  expect(ownSections(sections)).toEqual(sections);
  // Versions that were kept without them have the same hash.
  expect(canonicalText({ cards: [], sections })).toBe(canonicalText({ cards: [], sections: [equipment] }));
});
