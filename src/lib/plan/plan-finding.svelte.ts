import type { CommitmentItem } from '#domain/commitment/commitment.ts';
import type { Card } from '#domain/plan/card.ts';
import { finds, isChosen, type CardChoice, type Reader } from '#domain/plan/filter.ts';
import { noteText } from '#domain/plan/note-body.ts';
import type { PlanView } from './plan-view.svelte.ts';

interface Around {
  reader: Reader;
  commitments: Commitments;
}
type Commitments = Readonly<Record<string, readonly CommitmentItem[]>>;

/** What somebody looks for in a plan, and which cards that is. */
export class PlanFinding {
  words = $state('');
  choice = $state<CardChoice>('all');
  readonly #view: PlanView;
  readonly #around: () => Around;
  readonly active = $derived(this.words.trim() !== '' || this.choice !== 'all');
  /** All that are not deleted. */
  readonly living = $derived.by(() => this.#view.cards.filter(({ deletedAt }) => deletedAt === null));
  /** The ids of those that fit; null: all. */
  readonly shown = $derived.by(() =>
    this.active ? new Set(this.living.filter((card) => this.#fits(card)).map(({ id }) => id)) : null,
  );
  /** The actions to show, with what is promised of them. */
  readonly actionRows = $derived.by(() => {
    const { commitments } = this.#around();
    return this.living
      .filter(({ id, kind }) => kind === 'action' && (this.shown?.has(id) ?? true))
      .map((card) => ({ card, promised: commitments[card.id] ?? [] }));
  });

  constructor(view: PlanView, around: () => Around) {
    this.#view = view;
    this.#around = around;
  }

  /** The open card stays, whatever becomes of its words. */
  #fits(card: Card): boolean {
    if (card.id === this.#view.editing) return true;
    const { reader, commitments } = this.#around();
    return (
      finds(this.words, card, noteText(this.#view.notes.of(card.id))) &&
      isChosen(this.choice, card, commitments[card.id] ?? [], reader)
    );
  }
}
