import { getContext, setContext } from 'svelte';
import type { Card, CardField } from '#domain/plan/card.ts';
import { takenInto } from '#domain/plan/taken-into.ts';
import { diffWords } from '#domain/plan/word-diff.ts';
import type { CardTalk, Suggestion, TalkCount } from '#domain/plan/talk.ts';
import type { PlanView } from '$lib/plan/plan-view.svelte.ts';

/** The key of `depends()` under which what is said about the open card is loaded. */
export const talkKey = 'talk:card';

interface Given {
  roomId: string;
  canEdit: boolean;
  /** As the server sent them: what is shown until the plan is live. */
  cards: readonly Card[];
  counts: Readonly<Record<string, TalkCount>>;
  /** How the plan is looked at (`?as=`); it stays so. */
  as: string | null;
}
export interface Quoted {
  cardId: string;
  field: CardField | null;
  text: string;
}

const key = Symbol('talk');

/** What the cards and the panel beside them share: how much is said, what is quoted, what is half-written, the live plan. */
export class TalkStage {
  view = $state.raw<PlanView | null>(null);
  quoted = $state.raw<Quoted | null>(null);
  /** Half-written words, by the form they stand in: they outlast a closed panel. */
  readonly drafts = new Map<string, string>();
  /** What was read last of each card, for when the network is gone. */
  readonly known = new Map<string, CardTalk>();
  readonly #given: () => Given;

  constructor(given: () => Given) {
    this.#given = given;
  }

  get canEdit(): boolean {
    return this.#given().canEdit;
  }

  count(cardId: string): TalkCount | undefined {
    return this.#given().counts[cardId];
  }

  /** The address of the plan with this card's panel open. */
  href(cardId: string, more = ''): string {
    return `${this.away}${this.#given().as ? '&' : '?'}card=${cardId}${more}`;
  }

  /** The plan without the panel. */
  get away(): string {
    const { roomId, as } = this.#given();
    return `/rooms/${roomId}/plan${as ? `?as=${encodeURIComponent(as)}` : ''}`;
  }

  card(cardId: string): Card | undefined {
    return (this.view?.cards ?? this.#given().cards).find(({ id }) => id === cardId);
  }

  textOf(cardId: string, field: CardField): string {
    return this.card(cardId)?.fields[field] ?? '';
  }

  /** Whether words can be written into this field from this page now. */
  mayWrite(cardId: string, field: CardField): boolean {
    return this.view?.mayWrite === true && this.view.text(cardId, field) !== null;
  }

  /** The live plan has come; returns how it goes. */
  meet(view: PlanView): () => void {
    this.view = view;
    return () => (this.view = null);
  }

  /** Writes a suggestion's words into the shared text: only what differs, as one step of this person's own undo. */
  take(cardId: string, { field, ...suggested }: Suggestion): void {
    const text = this.view?.text(cardId, field);
    const undo = this.view?.undo;
    if (!text || !undo) return;
    const now = text.toString();
    undo.step(() => {
      let at = 0;
      for (const { kind, words } of diffWords(now, takenInto(now, suggested))) {
        if (kind === 'removed') text.delete(at, words.length);
        else if (kind === 'added') text.insert(at, words);
        if (kind !== 'removed') at += words.length;
      }
    });
    undo.endStep();
  }
}

/** Makes the stage of a plan's page. */
export const setTalk = (given: () => Given): TalkStage => setContext(key, new TalkStage(given));

/** The stage of the page one is on; none where nothing can be said (a plan kept for the day without a network). */
export const useTalk = (): TalkStage | undefined => getContext<TalkStage | undefined>(key);
