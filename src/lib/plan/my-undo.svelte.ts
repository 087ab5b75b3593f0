import * as Y from 'yjs';
import { cardIdOf } from '#domain/plan/document.ts';
import { sendTyped } from './bind-text.ts';

/** The origin of what somebody does with a button. What they type carries the control it was typed in (bind-text.ts). */
const byButton = Symbol('by a button');
/** The origin of what nobody should be able to undo. */
const forGood = Symbol('for good');

/** The origins of what can be undone; known in a browser only. */
const origins = (): unknown[] => [byButton, HTMLTextAreaElement, HTMLInputElement];

/** Undo and redo of what this page's person did; what others wrote stays, also in the same words. */
export class MyUndo {
  canUndo = $state(false);
  canRedo = $state(false);
  readonly #doc: Y.Doc;
  readonly #manager: Y.UndoManager;
  #touched: string | null = null;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    this.#manager = new Y.UndoManager(doc, { trackedOrigins: new Set(origins()) });
    const look = () => {
      this.canUndo = this.#manager.canUndo();
      this.canRedo = this.#manager.canRedo();
    };
    this.#manager.on('stack-item-added', look);
    this.#manager.on('stack-cleared', look);
    this.#manager.on('stack-item-popped', ({ changedParentTypes }) => {
      look();
      const cards = [...changedParentTypes.keys()].map((type) => cardIdOf(doc, type));
      this.#touched = cards.find((id) => id !== null) ?? null;
    });
  }

  /** What is done in here is one step. */
  step<T>(act: () => T): T {
    this.endStep();
    return this.#doc.transact(act, byButton);
  }

  /** What is done in here is no step at all. */
  forGood<T>(act: () => T): T {
    return this.#doc.transact(act, forGood);
  }

  /** What is typed next is a step of its own. */
  endStep(): void {
    sendTyped();
    this.#manager.stopCapturing();
  }

  /** The step that would be taken back next. */
  get last(): object | null {
    return this.#manager.undoStack.at(-1) ?? null;
  }

  /** Takes the last step back, or does it again. Says in which card, null when there was none. */
  go(way: 'undo' | 'redo'): string | null {
    sendTyped();
    this.#touched = null;
    this.#manager[way]();
    return this.#touched;
  }

  /**
   * Forgets all steps and takes no more, until it is said again with false. A plan that is full needs that: what could be undone is kept
   * with its words, and to make them fewer would make nothing smaller.
   */
  pause(paused: boolean): void {
    const { trackedOrigins } = this.#manager;
    if (!paused) return origins().forEach((origin) => void trackedOrigins.add(origin));
    for (const origin of origins()) trackedOrigins.delete(origin);
    this.#manager.clear();
    Y.tryGc(Y.createDeleteSetFromStructStore(this.#doc.store), this.#doc.store, () => true);
  }

  close(): void {
    this.#manager.destroy();
  }
}
