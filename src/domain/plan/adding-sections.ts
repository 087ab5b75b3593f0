import { generateNKeysBetween } from 'fractional-indexing';
import type * as Y from 'yjs';
import type { Lang } from '../person/lang.ts';
import { headline, type Card, type NewCard } from './card.ts';
import {
  addCard,
  deleteCard,
  dropSections,
  keepStandardSections,
  readSections,
  restoreCard,
  setSections,
} from './document.ts';
import { mostSections, type Section } from './section.ts';
import { asNewCard, isSameSection, planSectionId, type Template } from './template.ts';

/** What a plan would get from a template: the sections it does not have yet, and first cards. */
export interface Adding {
  sections: Omit<Section, 'order'>[];
  cards: NewCard[];
  /** More sections than a plan can have: nothing is added. */
  tooMany: boolean;
}

/** What a template would add to a plan. A section of the same kind and titles is there already, and so is a card with the same words. */
export function whatIsMissing(
  template: Template,
  plan: { sections: readonly Section[]; cards: readonly Card[] },
  lang: Lang,
): Adding {
  const taken = new Set(plan.sections.map(({ id }) => id));
  const sections: Adding['sections'] = [];
  const ids = new Map<string, { id: string; isNew: boolean }>();
  for (const section of template.sections) {
    const there = plan.sections.find((one) => isSameSection(one, section));
    const id = there?.id ?? planSectionId(section, taken);
    ids.set(section.id, { id, isNew: !there });
    if (!there) sections.push({ id, kind: section.kind, title: section.title });
    taken.add(id);
  }
  const cards = template.cards.flatMap((card): NewCard[] => {
    const kind = template.sections.find(({ id }) => id === card.in)?.kind;
    const into = ids.get(card.in);
    // How to begin is said in any plan; cards are begun with only where their section is new.
    if (!kind || !into || (!into.isNew && kind !== 'note')) return [];
    const made = asNewCard(card, kind, into.id, lang);
    return isThere(made, plan.cards) ? [] : [made];
  });
  const tooMany = plan.sections.length + sections.length > mostSections;
  return { sections, cards: sections.length > 0 ? cards : [], tooMany };
}

/** An aim is one of a plan; of other cards those whose first words are there. */
const isThere = ({ kind, texts = {} }: NewCard, cards: readonly Card[]): boolean =>
  cards.some(
    (card) =>
      card.kind === kind &&
      card.deletedAt === null &&
      (kind === 'aim' || headline(card) === headline({ kind, fields: texts })),
  );

/** Cards that are made and not shown yet, so that to undo their showing leaves what others write in them meanwhile. Answers their ids. */
export function prepareAdding(doc: Y.Doc, { cards }: Adding, lang: Lang, at: Date): string[] {
  keepStandardSections(doc);
  return cards.map((card) => {
    const id = addCard(doc, card, lang);
    deleteCard(doc, id, at);
    return id;
  });
}

/** Shows the sections behind those that are there, with the cards that were prepared. */
export function showAdding(doc: Y.Doc, { sections }: Adding, cards: readonly string[]): void {
  const last = readSections(doc).at(-1)?.order ?? null;
  const keys = keysBehind(last, sections.length);
  setSections(
    doc,
    sections.map((section, at) => ({ ...section, order: keys[at]! })),
  );
  for (const id of cards) restoreCard(doc, id);
}

function keysBehind(last: string | null, count: number): string[] {
  try {
    return generateNKeysBetween(last, null, count);
  } catch {
    // A key that is none: written by something else than this function.
    return Array.from({ length: count }, (_, at) => `${last ?? 'a'}V${String(at).padStart(2, '0')}`);
  }
}

/** Takes added sections away again; cards that somebody has put into them go to the first section of their kind. */
export function takeAway(doc: Y.Doc, { sections }: Adding, cards: readonly string[], at: Date): void {
  dropSections(
    doc,
    sections.map(({ id }) => id),
  );
  for (const id of cards) deleteCard(doc, id, at);
}
