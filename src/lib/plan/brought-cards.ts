import type { NewCard } from '#domain/plan/card.ts';

/** Cards of a table that somebody said yes to, on their way to the page of the plan: only there one step can take them back. */
let brought: { roomId: string; cards: readonly NewCard[] } | null = null;

/** Call it in a browser only: a server has one of this for everybody. */
export function bringCards(roomId: string, cards: readonly NewCard[]): void {
  brought = { roomId, cards };
}

export const cardsBrought = (roomId: string): readonly NewCard[] =>
  brought?.roomId === roomId ? brought.cards : [];

export function forgetBrought(): void {
  brought = null;
}
