import { cardFields, headline, type Card, type CardKind } from './card.ts';
import type { ContentCard } from './content.ts';

export const changeKinds = ['added', 'changed', 'moved', 'deleted', 'taken_back'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** One field or value of a card, before and after; null where there was none. */
export interface Piece {
  name: string;
  before: string | null;
  after: string | null;
  /** Set at the same moment as another value, which stands. */
  lost: boolean;
}

/** What is different about one card between two states of a plan. */
export interface CardDifference {
  cardId: string;
  kind: CardKind;
  lang: string;
  title: string;
  what: Exclude<ChangeKind, 'taken_back'>;
  pieces: Piece[];
}

/** What leads from one content to another, in the order in which the plan is read; what is gone comes last. */
export function differences(before: readonly ContentCard[], after: readonly ContentCard[]): CardDifference[] {
  const was = new Map(before.map((card) => [card.id, card]));
  const is = new Set(after.map(({ id }) => id));
  const moved = movedAmong(before, after);
  const found = after.flatMap((card) => {
    const old = was.get(card.id);
    const pieces = piecesBetween(old, card);
    if (old && pieces.length === 0 && !moved.has(card.id) && old.section === card.section) return [];
    return [about(card, !old ? 'added' : pieces.length > 0 ? 'changed' : 'moved', pieces)];
  });
  const gone = before
    .filter(({ id }) => !is.has(id))
    .map((card) => about(card, 'deleted', piecesBetween(card, undefined)));
  return [...found, ...gone];
}

const about = (card: ContentCard, what: CardDifference['what'], pieces: Piece[]): CardDifference => ({
  ...{ cardId: card.id, kind: card.kind, lang: card.lang, what, pieces },
  title: headline({ kind: card.kind, fields: card.fields as Card['fields'] }),
});

function piecesBetween(old: ContentCard | undefined, card: ContentCard | undefined): Piece[] {
  const kind = (card ?? old)?.kind;
  if (!kind) return [];
  const flat = (one: ContentCard | undefined): Record<string, string> =>
    one ? { ...one.fields, ...one.values } : {};
  const [was, is] = [flat(old), flat(card)];
  const names = new Set<string>([...cardFields[kind], ...Object.keys(was), ...Object.keys(is)]);
  return [...names].flatMap((name) =>
    was[name] === is[name] ? [] : [{ name, before: was[name] ?? null, after: is[name] ?? null, lost: false }],
  );
}

/** The cards that stand in another order among those that are in both: as few as explain it. */
function movedAmong(before: readonly ContentCard[], after: readonly ContentCard[]): Set<string> {
  const place = new Map(before.map(({ id, kind }, index) => [`${kind} ${id}`, index]));
  const both = after.filter(({ id, kind }) => place.has(`${kind} ${id}`));
  const stayed = longestRise(both.map(({ id, kind }) => place.get(`${kind} ${id}`)!));
  return new Set(both.filter((_, index) => !stayed.has(index)).map(({ id }) => id));
}

/** The places of a longest row of numbers that only rise. */
function longestRise(numbers: readonly number[]): Set<number> {
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  numbers.forEach((number, index) => {
    let at = 0;
    let end = ends.length;
    while (at < end) {
      const middle = (at + end) >> 1;
      if (numbers[ends[middle]!]! < number) at = middle + 1;
      else end = middle;
    }
    previous[index] = ends[at - 1];
    ends[at] = index;
  });
  const found = new Set<number>();
  for (let at = ends.at(-1); at !== undefined; at = previous[at]) found.add(at);
  return found;
}
