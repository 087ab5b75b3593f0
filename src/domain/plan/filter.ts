import type { CommitmentItem } from '../commitment/commitment.ts';
import { folded } from '../folded.ts';
import type { Card } from './card.ts';

/** Which cards somebody wants to see; "unowned" are actions that nobody has promised or is to do. */
export const cardChoices = ['all', 'mine', 'institution', 'due', 'unowned'] as const;
export type CardChoice = (typeof cardChoices)[number];

/** Who looks, and through which institution. */
export interface Reader {
  personId: string;
  institutionId: string | null;
}
/** What of a commitment counts here. */
export type Promised = Pick<CommitmentItem, 'owner' | 'institution' | 'state'>;

const fits: Record<CardChoice, (card: Card, promised: readonly Promised[], reader: Reader) => boolean> = {
  all: () => true,
  mine: (card, promised, { personId }) =>
    promised.some(({ owner }) => owner.id === personId) || isMeant(card, promised, 'owner', personId),
  institution: (card, promised, { institutionId }) =>
    promised.some(({ institution }) => institution.id === institutionId) ||
    isMeant(card, promised, 'institution', institutionId),
  due: (_, promised) => promised.some(({ state }) => state.kind === 'late' || state.kind === 'due'),
  unowned: (card, promised) =>
    card.kind === 'action' && promised.length === 0 && card.values.owner === undefined,
};

/** What the plan says counts as long as nobody has promised it. */
const isMeant = (
  { values }: Card,
  promised: readonly Promised[],
  name: 'owner' | 'institution',
  id: string | null,
): boolean => promised.length === 0 && id !== null && values[name] === id;

/** Whether a card with these commitments is among the chosen ones. */
export const isChosen = (
  choice: CardChoice,
  card: Card,
  promised: readonly Promised[],
  reader: Reader,
): boolean => fits[choice](card, promised, reader);

/** Whether every word that is looked for stands somewhere in the card's texts or in `more` of it, whatever its capitals and accents. */
export function finds(words: string, card: Pick<Card, 'fields'>, more = ''): boolean {
  const wanted = folded(words).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return true;
  const texts = folded([...Object.values(card.fields), more].join('\n'));
  return wanted.every((word) => texts.includes(word));
}
