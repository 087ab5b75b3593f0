import { generateNKeysBetween } from 'fractional-indexing';
import { newId } from '../ids.ts';
import type { Lang } from '../person/lang.ts';
import { cardKinds, type CardField, type CardKind, type NewCard } from './card.ts';
import { mostSections, type Section } from './section.ts';

/** The steps of the improvement cycle; what they are called is data of the network. */
export const cycleSteps = [1, 2, 3, 4, 5, 6] as const;
export type CycleStep = (typeof cycleSteps)[number];
export const isCycleStep = (value: unknown): value is CycleStep => cycleSteps.includes(value as CycleStep);

/** A section of a template; `id` is the template's own, a plan gives it another. `title` null: the usual name of its kind. */
export type TemplateSection = Omit<Section, 'order'>;

/** A card that a new plan starts with; `in` is a section of the same template, without which the card is left out. */
export interface TemplateCard {
  in: string;
  texts?: Readonly<Record<Lang, Partial<Record<CardField, string>>>>;
}

/** What the first plan of a step begins with. */
export interface Template {
  sections: readonly TemplateSection[];
  cards: readonly TemplateCard[];
}

const plain = (title: string): string => title.trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** Whether two sections are one to a reader: the same kind under the same titles. */
export const isSameSection = (
  one: Pick<Section, 'kind' | 'title'>,
  other: Pick<Section, 'kind' | 'title'>,
): boolean =>
  one.kind === other.kind &&
  (one.title === null || other.title === null
    ? one.title === other.title
    : plain(one.title.en) === plain(other.title.en) && plain(one.title.fr) === plain(other.title.fr));

/** Whether sections are those that a plan shows that has none of its own. */
export const areStandard = (sections: readonly Pick<Section, 'id' | 'kind' | 'title'>[]): boolean =>
  sections.length === cardKinds.length &&
  sections.every(({ id, kind, title }, at) => id === kind && kind === cardKinds[at] && title === null);

/** A plan's id for a template's section: the usual section of a kind is called like its kind, as in plans without sections. */
export const planSectionId = (
  { kind, title }: Pick<Section, 'kind' | 'title'>,
  taken: ReadonlySet<string>,
) => (title === null && !taken.has(kind) ? kind : newId());

/** What a new plan holds: the template's sections with ids of their own, none where they are the usual six, and the first cards. */
export function firstPlan(template: Template, lang: Lang): { sections: Section[]; cards: NewCard[] } {
  const kept = template.sections.slice(0, mostSections);
  const keys = generateNKeysBetween(null, null, kept.length);
  const ids = new Map<string, string>();
  const sections = kept.map((section, at): Section => {
    const id = planSectionId(section, new Set(ids.values()));
    ids.set(section.id, id);
    return { id, kind: section.kind, title: section.title, order: keys[at]! };
  });
  const cards = template.cards.flatMap((card): NewCard[] => {
    const section = sections.find(({ id }) => id === ids.get(card.in));
    return section ? [asNewCard(card, section.kind, section.id, lang)] : [];
  });
  return { sections: areStandard(sections) ? [] : sections, cards };
}

/** A template's card in one language; in the usual section of its kind it says no section. */
export const asNewCard = (card: TemplateCard, kind: CardKind, section: string, lang: Lang): NewCard => ({
  kind,
  ...(section === kind ? {} : { section }),
  ...(card.texts ? { texts: card.texts[lang] } : {}),
});
