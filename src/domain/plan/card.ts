import { isId } from '../ids.ts';

/** The kinds of card in a plan, in the order in which the plan is read. */
export const cardKinds = ['aim', 'gap', 'driver', 'idea', 'action', 'note'] as const;
export type CardKind = (typeof cardKinds)[number];

/** The shared texts of each kind; the first is its headline. */
export const cardFields = {
  aim: ['text', 'how_good', 'by_when', 'for_whom', 'measured_by'],
  gap: ['text', 'from', 'to', 'why'],
  driver: ['title', 'meaning'],
  idea: ['title', 'meaning'],
  action: ['title', 'detail', 'indicator'],
  note: ['text'],
} as const satisfies Record<CardKind, readonly string[]>;
export type CardField = (typeof cardFields)[CardKind][number];

/**
 * What a card says with one value instead of words; the last that is set stands. `serves` is the card it works for: a driver another driver,
 * an idea a driver, an action an idea. Who does an action, and by when, counts only until it is promised: then the commitment says it.
 */
export const cardValues = {
  aim: [],
  gap: ['priority'],
  driver: ['serves'],
  idea: ['serves'],
  action: ['serves', 'institution', 'owner', 'due'],
  note: [],
} as const satisfies Record<CardKind, readonly string[]>;
export type CardValue = (typeof cardValues)[CardKind][number];

export const priorities = ['high', 'medium', 'low'] as const;
export type Priority = (typeof priorities)[number];

/** The kind of card that a kind may serve. */
export const servedKind: Partial<Record<CardKind, CardKind>> = {
  driver: 'driver',
  idea: 'driver',
  action: 'idea',
};

/** Whether a card serves another, directly or through others. */
export function servesCard(cards: readonly Card[], id: string, other: string): boolean {
  const met = new Set<string>();
  for (let at: string | undefined = id; at !== undefined && !met.has(at);) {
    if (at === other) return true;
    met.add(at);
    at = cards.find((card) => card.id === at)?.values.serves;
  }
  return false;
}

/** Kinds from which a commitment can be made. */
export const committable: readonly CardKind[] = ['idea', 'action'];

/** A card as it is read: plain values, nothing shared. */
export interface Card {
  id: string;
  kind: CardKind;
  /** Fractional index: cards of a kind sort by it, then by id. */
  order: string;
  lang: string;
  fields: Partial<Record<CardField, string>>;
  values: Partial<Record<CardValue, string>>;
  /** The section of its plan it stands in; null: the first of its kind. */
  section: string | null;
  deletedAt: string | null;
}

/** What a new card holds; texts that are not given start empty. */
export interface NewCard {
  id?: string;
  kind: CardKind;
  lang?: string;
  texts?: Partial<Record<CardField, string>>;
  values?: Partial<Record<CardValue, string>>;
  section?: string | null;
}

export const isCardKind = (value: unknown): value is CardKind => cardKinds.includes(value as CardKind);

const isDay = (value: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.slice(0, 10) === value;

const fits: Record<CardValue, (value: string) => boolean> = {
  priority: (value) => priorities.includes(value as Priority),
  serves: isId,
  institution: isId,
  owner: isId,
  due: isDay,
};

/** Whether a card can have this value; what cannot be read is as if it had not been set. */
export const isCardValue = (name: CardValue, value: unknown): value is string =>
  typeof value === 'string' && fits[name](value);

export const byOrder = (a: Card, b: Card): number =>
  a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/** The living cards of a kind, in order. */
export const cardsOf = (cards: readonly Card[], kind: CardKind): Card[] =>
  cards.filter((card) => card.kind === kind && card.deletedAt === null).sort(byOrder);

const longestHeadline = 80;

/** What a card is called in a list: its first line, not too long to be read aloud. */
export function headline(card: Pick<Card, 'kind' | 'fields'>): string {
  const line = (card.fields[cardFields[card.kind][0]] ?? '').trim().split('\n')[0] ?? '';
  return line.length > longestHeadline ? `${line.slice(0, longestHeadline).trimEnd()}…` : line;
}

/** For so long a deleted card is offered back. */
export const offeredBackDays = 30;

/** Deleted cards with words in them, or in their note (`hasBody`), that are still offered back, the last deleted first. */
export function offeredBack(
  cards: readonly Card[],
  now: Date,
  hasBody: (cardId: string) => boolean = () => false,
): Card[] {
  const since = new Date(now.getTime() - offeredBackDays * 86_400_000).toISOString();
  const deleted = cards.filter(
    (card) =>
      card.deletedAt !== null &&
      card.deletedAt > since &&
      (Object.values(card.fields).some((text) => text.trim()) || hasBody(card.id)),
  );
  return deleted.sort((a, b) => (b.deletedAt! > a.deletedAt! ? 1 : -1));
}
