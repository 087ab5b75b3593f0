import type * as Y from 'yjs';
import { diffText, mapIndex, type Delta } from '#domain/plan/text-diff.ts';

type Control = HTMLTextAreaElement | HTMLInputElement;

/**
 * Ties a plain field to a shared text. Sends the smallest change, keeps the caret when others type, and leaves the field
 * alone while a keyboard composes (Android, accents): what others wrote meanwhile is shown when the word is done.
 */
export function bindText(text: Y.Text) {
  return (control: Control): (() => void) => {
    let shown = text.toString();
    let composing = false;
    let missed: Delta[] = [];
    control.value = shown;

    function send(): void {
      const caret = control.selectionEnd ?? control.value.length;
      const diff = diffText(shown, control.value, caret);
      shown = control.value;
      if (!diff) return;
      let start = diff.index;
      let end = diff.index + diff.remove;
      for (const delta of missed) [start, end] = [mapIndex(delta, start), mapIndex(delta, end)];
      text.doc?.transact(() => {
        if (end > start) text.delete(start, end - start);
        if (diff.insert) text.insert(start, diff.insert);
      }, control);
    }

    /** Shows the shared text, the caret where it was in the words. */
    function show(deltas: readonly Delta[]): void {
      const place = (index: number | null) =>
        index === null ? null : deltas.reduce((at, delta) => mapIndex(delta, at), index);
      const [start, end] = [place(control.selectionStart), place(control.selectionEnd)];
      const { scrollTop } = control;
      shown = text.toString();
      if (control.value !== shown) control.value = shown;
      if (document.activeElement === control && start !== null && end !== null)
        control.setSelectionRange(start, end);
      control.scrollTop = scrollTop;
    }

    function input(event: Event): void {
      if (composing || (event as InputEvent).isComposing) return;
      send();
    }
    function compose(): void {
      composing = true;
    }
    function composed(): void {
      composing = false;
      send();
      const deltas = missed;
      missed = [];
      if (deltas.length > 0) show(deltas);
    }
    function leave(): void {
      if (composing) composed();
      else send();
    }
    function remote(event: Y.YTextEvent, transaction: Y.Transaction): void {
      if (transaction.origin === control) return;
      if (composing) missed.push(event.delta);
      else show([event.delta]);
    }

    control.addEventListener('input', input);
    control.addEventListener('compositionstart', compose);
    control.addEventListener('compositionend', composed);
    control.addEventListener('blur', leave);
    window.addEventListener('pagehide', leave);
    text.observe(remote);
    return () => {
      leave();
      control.removeEventListener('input', input);
      control.removeEventListener('compositionstart', compose);
      control.removeEventListener('compositionend', composed);
      control.removeEventListener('blur', leave);
      window.removeEventListener('pagehide', leave);
      text.unobserve(remote);
    };
  };
}
