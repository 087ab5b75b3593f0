import { addCard, deleteCard, fieldText, moveCard, readCards, restoreCard } from '#domain/plan/document.ts';
import { cardsOf, type Card, type CardField, type CardKind } from '#domain/plan/card.ts';
import type { PresenceIdentity } from '#domain/sync/messages.ts';
import type { Lang } from '#domain/person/lang.ts';
import { openDocument, type OpenDocument } from '$lib/sync/open-document.ts';
import type { KeptRoom } from '$lib/sync/store.ts';

/** Somebody else who is in the plan, and the card they have open. */
export interface Present {
  clientId: number;
  identity: PresenceIdentity;
  card: string | null;
}

const keepEveryMs = 2000;

/** The plan as this page shows it: the rows the server sent first, then the shared document. */
export class PlanView {
  cards = $state.raw<readonly Card[]>([]);
  present = $state.raw<readonly Present[]>([]);
  editing = $state<string | null>(null);
  /** Null until the page runs in a browser. */
  document = $state.raw<OpenDocument | null>(null);
  readonly mayWrite = $derived(this.document?.state.mayWrite ?? false);
  readonly #lang: Lang;
  #keeping: ReturnType<typeof setTimeout> | null = null;

  constructor(cards: readonly Card[], lang: Lang) {
    this.cards = cards;
    this.#lang = lang;
  }

  of(kind: CardKind): Card[] {
    return cardsOf(this.cards, kind);
  }

  /** Connects to the shared document; returns how to let go of it. */
  connect(options: {
    documentId: string;
    personId: string;
    canEdit: boolean;
    keep: () => KeptRoom;
  }): () => void {
    const opened = openDocument(options);
    const read = () => {
      if (!opened.state.hasContent) return;
      this.cards = readCards(opened.doc);
      this.#keepLater(options.keep);
    };
    const readPresence = () => (this.present = presentIn(opened, options.personId));
    opened.doc.on('afterTransaction', read);
    opened.awareness.on('change', readPresence);
    this.document = opened;
    return () => {
      if (this.#keeping) clearTimeout(this.#keeping);
      opened.close();
      this.document = null;
    };
  }

  text(cardId: string, field: CardField) {
    return this.document ? fieldText(this.document.doc, cardId, field) : null;
  }

  add(kind: CardKind): void {
    if (!this.document || !this.mayWrite) return;
    this.edit(addCard(this.document.doc, { kind }, this.#lang));
  }

  edit(cardId: string | null): void {
    this.editing = cardId;
    this.document?.awareness.setLocalStateField('card', cardId);
  }

  /** Closes the open card; one that nobody wrote in goes away again. */
  done(): void {
    const card = this.cards.find(({ id }) => id === this.editing);
    const empty = card && Object.values(card.fields).every((text) => text.trim() === '');
    if (card && empty && (card.kind !== 'aim' || this.of('aim').length > 1)) this.remove(card.id);
    this.edit(null);
  }

  remove(cardId: string): void {
    if (this.document) deleteCard(this.document.doc, cardId, new Date());
    if (this.editing === cardId) this.edit(null);
  }

  restore(cardId: string): void {
    if (this.document) restoreCard(this.document.doc, cardId);
  }

  move(cardId: string, direction: 'up' | 'down'): boolean {
    return this.document !== null && this.mayWrite && moveCard(this.document.doc, cardId, direction);
  }

  /** The copy for the day without a network. */
  #keepLater(keep: () => KeptRoom): void {
    this.#keeping ??= setTimeout(() => {
      this.#keeping = null;
      void this.document?.store?.keepRoom({ ...keep(), cards: [...this.cards] }).catch(() => {});
    }, keepEveryMs);
  }
}

function presentIn({ awareness }: OpenDocument, me: string): Present[] {
  const found: Present[] = [];
  for (const [clientId, state] of awareness.getStates()) {
    const identity = state.user as PresenceIdentity | undefined;
    if (clientId === awareness.clientID || !identity || identity.personId === me) continue;
    found.push({ clientId, identity, card: typeof state.card === 'string' ? state.card : null });
  }
  return found;
}
