import type { Lang } from '../person/lang.ts';
import { byOrder, cardKinds, isCardKind, type Card, type CardKind } from './card.ts';

/** A part of a plan: cards of one kind under a title. A plan has one for each kind, or those that its template gave it. */
export interface Section {
  id: string;
  kind: CardKind;
  order: string;
  /** Null: the usual name of its kind. */
  title: Readonly<Record<Lang, string>> | null;
}

export const longestTitle = 80;
/** More are not read: nobody could. */
export const mostSections = 24;

/** The section of a kind in a plan that has none of its own for it. */
export const standardSection = (kind: CardKind): Section => ({ id: kind, kind, order: '', title: null });

/** The sections a plan's document holds; what is bent is left out, and without any it has one for each kind. */
export function sectionsFrom(entries: Iterable<[string, unknown]>): Section[] {
  const sections: Section[] = [];
  for (const [id, value] of entries) {
    const section = asSection(id, value);
    if (section) sections.push(section);
  }
  if (sections.length === 0) return cardKinds.map(standardSection);
  const sorted = sections.sort((a, b) =>
    a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1,
  );
  return sorted.slice(0, mostSections);
}

function asSection(id: string, value: unknown): Section | null {
  if (id.length > 64 || typeof value !== 'object' || value === null) return null;
  const { kind, order, title } = value as Partial<Record<keyof Section, unknown>>;
  if (!isCardKind(kind) || typeof order !== 'string') return null;
  return { id, kind, order: order.slice(0, 200), title: asTitle(title) };
}

function asTitle(value: unknown): Section['title'] {
  if (typeof value !== 'object' || value === null) return null;
  const { en, fr } = value as Partial<Record<Lang, unknown>>;
  return typeof en === 'string' && typeof fr === 'string' && en !== '' && fr !== ''
    ? { en: en.slice(0, longestTitle), fr: fr.slice(0, longestTitle) }
    : null;
}

/** The section in which a card stands: its own, the first of its kind, or the usual one. */
export const sectionOf = (sections: readonly Section[], card: Pick<Card, 'kind' | 'section'>): Section =>
  sections.find(({ id, kind }) => id === card.section && kind === card.kind) ??
  sections.find(({ kind }) => kind === card.kind) ??
  standardSection(card.kind);

/** The living cards of a section, in order. */
export const cardsIn = (cards: readonly Card[], sections: readonly Section[], id: string): Card[] =>
  cards.filter((card) => card.deletedAt === null && sectionOf(sections, card).id === id).sort(byOrder);

/** The living cards of each section; `cards` are in order. */
export function cardsBySection(cards: readonly Card[], sections: readonly Section[]): Map<string, Card[]> {
  const lists = new Map(sections.map(({ id }) => [id, [] as Card[]]));
  for (const card of cards) if (card.deletedAt === null) lists.get(sectionOf(sections, card).id)?.push(card);
  return lists;
}

/** The sections to show: the plan's, and the usual ones of kinds of which there are cards and no section. */
export function sectionsWith(sections: readonly Section[], cards: readonly Card[]): Section[] {
  const missing = cardKinds.filter(
    (kind) =>
      !sections.some((section) => section.kind === kind) &&
      cards.some((card) => card.kind === kind && card.deletedAt === null),
  );
  return [...sections, ...missing.map(standardSection)];
}
