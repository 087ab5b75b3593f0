import type * as Y from 'yjs';
import { diffText, mapIndex, type Delta } from '#domain/plan/text-diff.ts';
import { NextFrame } from './next-frame.ts';

type Control = HTMLTextAreaElement | HTMLInputElement;
type Place = (index: number) => number;

/** Fields with letters that are not in the shared text yet. */
const waiting = new Set<Tie>();

/** Puts what was typed a moment ago into the shared texts, before something else is done to them. */
export function sendTyped(): void {
  for (const tie of waiting) tie.settle();
}

/** Whether a letter was typed that may not be painted yet. */
export const hasTyped = (): boolean => waiting.size > 0;

/**
 * Ties a plain field to a shared text. Sends the smallest change, as soon as it is painted (a slow phone shows a letter sooner than it has
 * told it); keeps the caret when others type, and leaves the field alone while a keyboard composes (Android, accents): what others wrote
 * meanwhile is shown when the word is done. `onwaits`: there are letters that are not in the shared text yet.
 */
export const bindText = (text: Y.Text, onwaits: () => void) => (control: Control) => {
  const tie = new Tie(text, control, onwaits);
  return () => tie.end();
};

class Tie {
  readonly #text: Y.Text;
  readonly #control: Control;
  readonly #end = new AbortController();
  readonly #painted = new NextFrame(() => setTimeout(() => this.settle()));
  readonly #remote = (event: Y.YTextEvent, transaction: Y.Transaction) => this.#hear(event, transaction);
  /** The shared text as the field last showed or sent it. */
  #shown: string;
  #composing = false;
  /** What others wrote while letters of this field wait. */
  #missed: Delta[] = [];

  constructor(text: Y.Text, control: Control, onwaits: () => void) {
    this.#text = text;
    this.#control = control;
    control.value = this.#shown = text.toString();
    const on = (target: EventTarget, name: string, heard: (event: Event) => void) =>
      target.addEventListener(name, heard, { signal: this.#end.signal });
    on(control, 'input', (event) => {
      if (this.#composing || (event as InputEvent).isComposing) return;
      waiting.add(this);
      onwaits();
      this.#painted.ask();
    });
    on(control, 'compositionstart', () => {
      this.settle();
      this.#composing = true;
    });
    on(control, 'compositionend', () => this.#catchUp());
    on(control, 'blur', () => this.#catchUp());
    on(window, 'pagehide', () => this.#catchUp());
    on(document, 'visibilitychange', () => this.settle());
    text.observe(this.#remote);
  }

  /** Sends the letters that wait; words that are still composed stay in the field. */
  settle(): void {
    if (waiting.has(this) && !this.#composing) this.#catchUp();
  }

  end(): void {
    this.#catchUp();
    this.#painted.cancel();
    this.#end.abort();
    this.#text.unobserve(this.#remote);
  }

  /** Sends what is in the field, and shows what others wrote meanwhile. */
  #catchUp(): void {
    this.#composing = false;
    waiting.delete(this);
    const place = this.#send();
    if (this.#missed.length === 0) return;
    this.#missed = [];
    this.#show(place);
  }

  /** Sends what is in the field and not in the shared text. Says where a place in the field's words is there afterwards. */
  #send(): Place {
    const { value, selectionEnd } = this.#control;
    const diff = diffText(this.#shown, value, selectionEnd ?? value.length);
    const deltas = this.#missed;
    const among: Place = (index) => deltas.reduce((at, delta) => mapIndex(delta, at), index);
    this.#shown = value;
    if (!diff) return among;
    const { index, remove, insert } = diff;
    const [start, end] = [among(index), among(index + remove)];
    this.#text.doc?.transact(() => {
      if (end > start) this.#text.delete(start, end - start);
      if (insert) this.#text.insert(start, insert);
    }, this.#control);
    return (at) => {
      if (at < index) return among(at);
      if (at < index + insert.length) return start + at - index;
      return among(at - insert.length + remove) - (end - start) + insert.length;
    };
  }

  #hear(event: Y.YTextEvent, transaction: Y.Transaction): void {
    if (transaction.origin === this.#control) return;
    if (this.#composing || waiting.has(this)) this.#missed.push(event.delta);
    else this.#show((index) => mapIndex(event.delta, index));
  }

  /** Shows the shared text, the caret where it was in the words. */
  #show(place: Place): void {
    const control = this.#control;
    const { selectionStart, selectionEnd, scrollTop } = control;
    this.#shown = this.#text.toString();
    if (control.value !== this.#shown) control.value = this.#shown;
    if (document.activeElement === control && selectionStart !== null && selectionEnd !== null)
      control.setSelectionRange(place(selectionStart), place(selectionEnd));
    control.scrollTop = scrollTop;
  }
}
