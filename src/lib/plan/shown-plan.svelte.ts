import { SvelteMap } from 'svelte/reactivity';
import { servesCard, type Card } from '#domain/plan/card.ts';
import { cardsBySection, sectionOf, sectionsWith, type Section } from '#domain/plan/section.ts';

/**
 * A plan's cards and sections as a page shows them. Whatever did not change stays the same object, and only what is new is told to whoever
 * reads it: with hundreds of cards and a dozen writers that is what a slow phone has time for.
 */
export class ShownPlan {
  /** All of them, the deleted ones too, in order. */
  cards = $state.raw<readonly Card[]>([]);
  /** Those to show, in order. */
  sections = $state.raw<readonly Section[]>([]);
  readonly #living = new SvelteMap<string, Card>();
  readonly #bySection = new SvelteMap<string, readonly Card[]>();

  /** Shows these: all cards, in order, and the plan's own sections. */
  protected show(cards: readonly Card[], sections: readonly Section[]): void {
    if (cards === this.cards && sections === this.sections) return;
    this.cards = cards;
    this.sections = kept(this.sections, sectionsWith(sections, cards));
    this.#live(cards.filter(({ deletedAt }) => deletedAt === null));
    const lists = cardsBySection(cards, this.sections);
    for (const [id, list] of lists) this.#bySection.set(id, kept(this.#bySection.get(id), list));
    for (const id of this.#bySection.keys()) if (!lists.has(id)) this.#bySection.delete(id);
  }

  #live(cards: readonly Card[]): void {
    for (const card of cards) this.#living.set(card.id, card);
    if (this.#living.size === cards.length) return;
    const ids = new Set(cards.map(({ id }) => id));
    for (const id of this.#living.keys()) if (!ids.has(id)) this.#living.delete(id);
  }

  /** The living cards of a section, in order. */
  in({ id }: Section): readonly Card[] {
    return this.#bySection.get(id) ?? none;
  }

  /** A card that is not deleted. */
  living(cardId: string): Card | null {
    return this.#living.get(cardId) ?? null;
  }

  sectionOf(card: Card): Section {
    return sectionOf(this.sections, card);
  }

  /** Where a card stands in its section, the first being 0. */
  placeOf(card: Card): number {
    return this.in(this.sectionOf(card)).findIndex(({ id }) => id === card.id);
  }

  /** Whether a card serves another, directly or through others. */
  servesIt(id: string, other: string): boolean {
    return servesCard(this.cards, id, other);
  }
}

const none: readonly Card[] = [];

/** The list before, if the new one holds the same. */
const kept = <T>(before: readonly T[] | undefined, now: readonly T[]): readonly T[] =>
  before?.length === now.length && now.every((one, at) => one === before[at]) ? before : now;
