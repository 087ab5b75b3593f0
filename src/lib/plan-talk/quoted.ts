import type { CardField } from '#domain/plan/card.ts';
import type { Quoted } from './talk-stage.svelte.ts';

/** The words that are marked in a card just now, whether it is read or written; null when none are. */
export function quotedFrom(cardId: string, field: CardField | null = null): Quoted | null {
  const card = document.getElementById(`card-${cardId}`);
  const control = document.activeElement;
  const isField = control instanceof HTMLTextAreaElement || control instanceof HTMLInputElement;
  if (isField && card?.contains(control)) {
    const text = control.value.slice(control.selectionStart ?? 0, control.selectionEnd ?? 0).trim();
    return text ? { cardId, field, text } : null;
  }
  const marked = window.getSelection();
  const text = marked?.toString().trim() ?? '';
  const within = marked?.anchorNode && card?.contains(marked.anchorNode) && card.contains(marked.focusNode);
  return text && within ? { cardId, field: null, text } : null;
}
