import {
  noteFragment,
  noteIds,
  readNote,
  removePicture,
  rootName,
  tick,
} from '#domain/plan/note-document.ts';
import { checkItems, noteText, type NoteBody, type NoteItem } from '#domain/plan/note-body.ts';
import { writeNote } from '#domain/plan/write-note.ts';
import { openDocument, type OpenDocument } from '$lib/sync/open-document.ts';
import type * as Y from 'yjs';
import { Pictures } from './pictures.svelte.ts';

/** What is read anew waits so long: a note is large, and letters come fast. */
const readMs = 250;
const longestOpeningMs = 8_000;

/** Whose notes, and who is here. */
export interface NotesPlace {
  roomId: string;
  documentId: string;
  personId: string;
  canEdit: boolean;
  /** Which shape somebody's institution has in this room. */
  isGiver: (institutionId: string | null) => boolean;
}

/** The bodies of a room's notes: as the server read them, and live as soon as anybody here has a note open. */
export class NotesView {
  /** By card. */
  bodies = $state.raw<Readonly<Record<string, NoteBody>>>({});
  /** Null until it is opened. */
  document = $state.raw<OpenDocument | null>(null);
  /** Null until the page runs in a browser. */
  place = $state.raw<NotesPlace | null>(null);
  /** Pictures that are on their way from this phone; null until the page runs in a browser. */
  pictures = $state.raw<Pictures | null>(null);
  readonly mayWrite = $derived(this.document?.state.mayWrite ?? false);
  readonly mayTick = $derived(this.document ? this.mayWrite : (this.place?.canEdit ?? false));
  /** Words were written here. */
  onwrite: () => void = () => {};
  /** Bodies were read from the shared document. */
  onread: () => void = () => {};
  readonly #touched = new Set<string>();
  #reading: ReturnType<typeof setTimeout> | undefined;

  of(cardId: string): NoteBody {
    return this.bodies[cardId] ?? [];
  }

  /** What the server read meanwhile; what is open here is newer. */
  told(bodies: Readonly<Record<string, NoteBody>>): void {
    if (!this.document?.state.hasContent) this.bodies = bodies;
  }

  /** The page runs in a browser: pictures that wait here are sent. */
  arrive(place: NotesPlace, say: (words: string) => void): void {
    this.place = place;
    if (!place.canEdit) return;
    this.pictures = new Pictures(place, (image, why) => {
      say(why);
      void this.#writable().then((doc) => doc && removePicture(doc, image));
    });
  }

  /** Opens the shared document, once. */
  open(): void {
    if (this.document || !this.place) return;
    const opened = openDocument(this.place);
    opened.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      for (const type of transaction.changed.keys()) this.#touched.add(rootName(type));
      if (transaction.local) this.onwrite();
      this.#reading ??= setTimeout(() => this.#read(opened), readMs);
    });
    this.document = opened;
  }

  /** The shared body of a note; null until it may be written in. */
  fragment(cardId: string): Y.XmlFragment | null {
    return this.document && this.mayWrite ? noteFragment(this.document.doc, cardId) : null;
  }

  /** Ticks a box of a note on the board, which may have to be opened for it. Says whether it could. */
  async tick(cardId: string, item: NoteItem, checked: boolean): Promise<boolean> {
    const nth = checkItems(this.of(cardId)).indexOf(item);
    const doc = await this.#writable();
    return doc !== null && tick(noteFragment(doc, cardId), nth, noteText(item.blocks), checked);
  }

  /** Makes notes what they were, as a new change. Says what they are now, for taking it back; null when that takes too long. */
  async putBack(bodies: Readonly<Record<string, NoteBody>>): Promise<Record<string, NoteBody> | null> {
    const doc = await this.#writable();
    if (!doc) return null;
    const before: Record<string, NoteBody> = {};
    doc.transact(() => {
      for (const [id, body] of Object.entries(bodies)) {
        const now = readNote(noteFragment(doc, id));
        if (writeNote(noteFragment(doc, id), body)) before[id] = now;
      }
    });
    return before;
  }

  close(): void {
    clearTimeout(this.#reading);
    this.pictures?.close();
    this.pictures = null;
    this.document?.close();
    this.document = null;
  }

  /** The shared document, opened and written in; null when that takes long. */
  async #writable(): Promise<Y.Doc | null> {
    this.open();
    const end = performance.now() + longestOpeningMs;
    while (!this.mayWrite && performance.now() < end) await new Promise((done) => setTimeout(done, 100));
    return this.mayWrite ? (this.document?.doc ?? null) : null;
  }

  #read({ doc, state }: OpenDocument): void {
    this.#reading = undefined;
    if (!state.hasContent) return;
    const bodies = { ...this.bodies };
    for (const id of noteIds(doc)) if (this.#touched.has(id)) bodies[id] = readNote(noteFragment(doc, id));
    this.#touched.clear();
    this.bodies = bodies;
    this.onread();
  }
}
