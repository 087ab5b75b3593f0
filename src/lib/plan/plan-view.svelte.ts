import type * as Y from 'yjs';
import {
  addCard,
  addCards,
  deleteCard,
  fieldText,
  moveCard,
  putInto,
  restoreCard,
  setCardLang,
  setCardValue,
} from '#domain/plan/document.ts';
import { prepareAdding, showAdding, takeAway, type Adding } from '#domain/plan/adding-sections.ts';
import { sectionsFrom, type Section } from '#domain/plan/section.ts';
import type { Card, CardField, CardKind, CardValue, NewCard } from '#domain/plan/card.ts';
import { PlanReader } from '#domain/plan/plan-reader.ts';
import type { Lang } from '#domain/person/lang.ts';
import { openDocument, type OpenDocument } from '$lib/sync/open-document.ts';
import type { KeptRoom } from '$lib/sync/store.ts';
import type { PlanRoom } from './plan-room.ts';
import { NotesView } from '$lib/note/notes-view.svelte.ts';
import { FoldedSections } from './folded-sections.svelte.ts';
import { NextFrame } from './next-frame.ts';
import { hasTyped } from './bind-text.ts';
import { MyUndo } from './my-undo.svelte.ts';
import { sayKept } from './say-kept.ts';
import { byCard, nobody, presentIn, type Present } from './present.ts';
import { ShownPlan } from './shown-plan.svelte.ts';

const keepEveryMs = 2000;
/** What is typed stands in its field; the rest of the page shows it in a pause of so long. */
const pauseMs = 500;
/** Who wrote so short a time ago is still writing. */
const writingMs = 30_000;

/** The plan as this page shows it: the rows the server sent first, then the shared document. */
export class PlanView extends ShownPlan {
  #own: readonly Section[];
  present = $state.raw<readonly Present[]>([]);
  readonly #writers = $derived(byCard(this.present));
  editing = $state<string | null>(null);
  /** The field of the open card in which this person is, or was last. */
  fieldHere = $state<CardField | null>(null);
  /** Null until the page runs in a browser. */
  document = $state.raw<OpenDocument | null>(null);
  readonly mayWrite = $derived(this.document?.state.mayWrite ?? false);
  /** Null until the page runs in a browser. */
  undo = $state.raw<MyUndo | null>(null);
  room = $state.raw<PlanRoom>()!;
  readonly folded = new FoldedSections();
  /** The card that somebody has gone to. */
  sought = $state<string | null>(null);
  /** The bodies of its notes. */
  readonly notes = new NotesView();
  readonly #lang: Lang;
  /** Deleted on this page. */
  readonly #deleted = new Set<string>();
  #wroteAt = -Infinity;
  #soon: NextFrame | null = null;
  #keeping: ReturnType<typeof setTimeout> | null = null;

  constructor(plan: { cards: readonly Card[]; sections?: readonly Section[] }, room: PlanRoom, lang: Lang) {
    super();
    this.#own = plan.sections ?? sectionsFrom([]);
    this.show(plan.cards, this.#own);
    this.room = room;
    this.#lang = lang;
  }

  /** Who else has a card open. */
  writersOf(cardId: string): readonly Present[] {
    return this.#writers.get(cardId) ?? nobody;
  }

  /** Connects to the shared document; returns how to let go of it. */
  connect(options: {
    documentId: string;
    personId: string;
    /** Where the document can be had ahead of the socket. */
    ahead: string | null;
    canEdit: boolean;
    keep: () => KeptRoom;
    /** A card that was deleted on this page is there again, because somebody wrote in it. */
    oncameback: (card: Card) => void;
  }): () => void {
    const opened = openDocument(options);
    let reader: PlanReader | null = null;
    const draw = () => {
      if (!reader || this.document !== opened) return;
      // Until then the page keeps the cards it came with: a device, or the part that comes first, may not hold them all.
      if (opened.state.synced) reader.complete();
      this.#own = reader.sections();
      this.show(reader.cards(), this.#own);
      for (const card of this.#cameBack()) options.oncameback(card);
      this.#keepLater(options.keep, options.personId);
    };
    const soon = (this.#soon = new NextFrame(draw, hasTyped));
    let pause: ReturnType<typeof setTimeout> | undefined;
    const inPause = () => {
      clearTimeout(pause);
      pause = setTimeout(() => soon.ask(), pauseMs);
    };
    const read = (transaction: Y.Transaction) => {
      const typed = transaction.origin instanceof HTMLElement;
      if (typed) this.#wroteAt = performance.now();
      if (!opened.state.hasContent) return;
      reader ??= new PlanReader(opened.doc, { cards: this.cards, sections: this.#own });
      reader.note(transaction);
      // What a button did is there for whatever asks next. Others' letters are drawn with a coming frame; one's own stand in their field.
      if (transaction.local && !typed) draw();
      else if (typed) inPause();
      else soon.ask();
    };
    const readPresence = () => (this.present = presentIn(opened, options.personId));
    opened.doc.on('afterTransaction', read);
    opened.awareness.on('change', readPresence);
    this.document = opened;
    this.undo = new MyUndo(opened.doc);
    this.folded.remember(this.room.id);
    this.notes.onread = () => this.#keepLater(options.keep, options.personId);
    this.notes.onwrite = () => (this.#wroteAt = performance.now());
    return () => {
      this.notes.close();
      if (this.#keeping) clearTimeout(this.#keeping);
      clearTimeout(pause);
      soon.cancel();
      this.undo?.close();
      this.undo = null;
      opened.close();
      this.document = null;
    };
  }

  /** The document has come whole. */
  arrived(): void {
    this.#soon?.ask();
  }

  text(cardId: string, field: CardField) {
    return this.document ? fieldText(this.document.doc, cardId, field) : null;
  }

  add({ kind, id: section }: Section): void {
    const { document, undo } = this;
    if (!document || !undo || !this.mayWrite) return;
    // Made as a deleted one, and taken back as a step: to undo it leaves what others have written in it meanwhile.
    const id = undo.forGood(() => {
      const made = addCard(
        document.doc,
        { kind, section: this.#isFirst(section) ? null : section },
        this.#lang,
      );
      deleteCard(document.doc, made, new Date());
      return made;
    });
    undo.step(() => restoreCard(document.doc, id));
    this.edit(id);
  }

  /** Adds cards at the end of their sections, as one step. */
  addAll(cards: readonly NewCard[]): readonly string[] {
    const { document, undo } = this;
    if (!document || !undo || !this.mayWrite) return [];
    const ids = undo.forGood(() => {
      const made = addCards(document.doc, cards, this.#lang);
      for (const id of made) deleteCard(document.doc, id, new Date());
      return made;
    });
    undo.step(() => ids.forEach((id) => restoreCard(document.doc, id)));
    return ids;
  }

  edit(cardId: string | null): void {
    this.undo?.endStep();
    this.editing = cardId;
    this.document?.awareness.setLocalStateField('card', cardId);
    this.inField(null);
  }

  /** Tells the others in which field of the open card this person is. */
  inField(field: CardField | 'body' | null): void {
    this.fieldHere = field === 'body' ? null : field;
    this.document?.awareness.setLocalStateField('field', field);
  }

  /** Closes the open card; one that nobody wrote in goes away again. */
  done(): void {
    this.undo?.endStep();
    this.#soon?.now();
    const card = this.cards.find(({ id }) => id === this.editing);
    const empty =
      card &&
      this.notes.of(card.id).length === 0 &&
      Object.values(card.fields).every((text) => text.trim() === '');
    if (card && empty && (card.kind !== 'aim' || this.#count('aim') > 1)) this.remove(card.id);
    this.edit(null);
  }

  remove(cardId: string): void {
    const { document, undo } = this;
    if (document && undo) undo.step(() => deleteCard(document.doc, cardId, new Date()));
    this.#deleted.add(cardId);
    if (this.editing === cardId) this.edit(null);
  }

  restore(cardId: string): void {
    const { document, undo } = this;
    this.#deleted.delete(cardId);
    if (document && undo) undo.step(() => restoreCard(document.doc, cardId));
  }

  /** Somebody else deleted the open card: it comes back where this person is writing. Says whether it did. */
  keepWriting(cardId: string): boolean {
    const { document, undo } = this;
    if (!document || !undo || !this.mayWrite || performance.now() - this.#wroteAt > writingMs) return false;
    undo.forGood(() => restoreCard(document.doc, cardId));
    return true;
  }

  /** Sets values of a card, or takes them away, as one step. */
  set(cardId: string, values: Partial<Record<CardValue, string | null>>): void {
    this.#step((doc) => {
      for (const [name, value] of Object.entries(values)) setCardValue(doc, cardId, name as CardValue, value);
    });
  }

  setLang(cardId: string, lang: string): void {
    this.#step((doc) => setCardLang(doc, cardId, lang));
  }

  putInto(cardId: string, sectionId: string): void {
    this.#step((doc) => putInto(doc, cardId, sectionId));
  }

  /** Adds sections of a template with their first cards, as one step. Answers how to take them away again. */
  addSections(adding: Adding): (() => void) | null {
    const { document, undo } = this;
    if (!document || !undo || !this.mayWrite || adding.tooMany) return null;
    const cards = undo.forGood(() => prepareAdding(document.doc, adding, this.#lang, new Date()));
    undo.step(() => showAdding(document.doc, adding, cards));
    return () => this.#step((doc) => takeAway(doc, adding, cards, new Date()));
  }

  #step(act: (doc: Y.Doc) => void): void {
    const { document, undo } = this;
    if (document && undo && this.mayWrite) undo.step(() => act(document.doc));
  }

  /** Moves a card to a place in its section, the first being 0. Says whether it moved. */
  move(cardId: string, to: number): boolean {
    const { document, undo } = this;
    if (!document || !undo || !this.mayWrite) return false;
    return undo.step(() => moveCard(document.doc, cardId, to));
  }

  /** Takes back the last step of this person, or does it again. Says in which card. */
  go(way: 'undo' | 'redo'): string | null {
    if (!this.undo || !this.mayWrite) return null;
    this.#deleted.clear();
    const touched = this.undo.go(way);
    // To undo the adding of a card closes it.
    if (this.cards.some(({ id, deletedAt }) => id === this.editing && deletedAt !== null)) this.edit(null);
    return touched;
  }

  /** Whether a section is the usual one of its kind, and the first: there stand the cards that say none. */
  #isFirst(id: string): boolean {
    const section = this.sections.find((one) => one.id === id);
    return section?.kind === id && this.sections.find(({ kind }) => kind === id)?.id === id;
  }

  #count(kind: CardKind): number {
    return this.cards.filter((card) => card.kind === kind && card.deletedAt === null).length;
  }

  #cameBack(): Card[] {
    const back = this.cards.filter(({ id, deletedAt }) => deletedAt === null && this.#deleted.has(id));
    for (const { id } of back) this.#deleted.delete(id);
    return back;
  }

  /** The copy for the day without a network. */
  #keepLater(keep: () => KeptRoom, personId: string): void {
    this.#keeping ??= setTimeout(() => {
      this.#keeping = null;
      void this.document?.store
        ?.keepRoom({ ...keep(), cards: [...this.cards], sections: [...this.#own] })
        .then(() => sayKept(personId))
        .catch(() => {});
    }, keepEveryMs);
  }
}
