import type * as Y from 'yjs';
import type { Card } from './card.ts';
import { deleteCard, readCards } from './document.ts';

/**
 * Deletes cards that were added together, whatever was done elsewhere since; one in which somebody has written or set something stays.
 * Says how many went and how many stay. Call it within one step of undo.
 */
export function takeBackCards(doc: Y.Doc, added: readonly Card[], at: Date): { taken: number; kept: number } {
  const now = new Map(readCards(doc).map((card) => [card.id, card]));
  const there = added.filter(({ id }) => now.get(id)?.deletedAt === null);
  const untouched = there.filter((card) => said(card) === said(now.get(card.id)!));
  doc.transact(() => untouched.forEach(({ id }) => deleteCard(doc, id, at)));
  return { taken: untouched.length, kept: there.length - untouched.length };
}

const said = ({ fields, values }: Card): string =>
  JSON.stringify([fields, values].map((of) => Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1))));
