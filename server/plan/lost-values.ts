import * as Y from 'yjs';
import { cardValues, isCardKind, isCardValue, type CardValue } from '#domain/plan/card.ts';
import { cardsMap } from '#domain/plan/document.ts';

/** How far each client of a document has come. */
export type Clocks = ReadonlyMap<number, number>;
export const clocksOf = (doc: Y.Doc): Clocks => Y.decodeStateVector(Y.encodeStateVector(doc));

export interface LostValue {
  cardId: string;
  name: CardValue;
  value: string;
  /** What stands instead. */
  stands: string | null;
}

/**
 * Values that were set since `known` and never stood: somebody else had set another at the same moment. States of the document do not show
 * them; the structs do. The document must have been read without garbage collection.
 */
export function lostValues(doc: Y.Doc, known: Clocks): LostValue[] {
  const cards = cardsMap(doc);
  const found = new Map<string, LostValue>();
  const chains: Chains = new Map();
  for (const [client, structs] of doc.store.clients) {
    const from = known.get(client) ?? 0;
    if ((structs.at(-1)?.id.clock ?? -1) < from) continue;
    for (let at = firstFrom(structs, from); at < structs.length; at++) {
      const item = structs[at];
      const lost = item instanceof Y.Item && item.deleted ? lostValue(item, cards, chains) : null;
      if (lost) found.set(`${lost.cardId} ${lost.name}`, lost);
    }
  }
  return [...found.values()];
}

/** The first of a client's structs that begins at `clock` or later. */
function firstFrom(structs: readonly (Y.Item | Y.GC)[], clock: number): number {
  let [low, high] = [0, structs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (structs[middle]!.id.clock < clock) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lostValue(item: Y.Item, cards: Y.Map<unknown>, chains: Chains): LostValue | null {
  const card: unknown = item.parent;
  const { parentSub } = item;
  if (!(card instanceof Y.Map) || parentSub === null || card._item?.parent !== cards) return null;
  const kind: unknown = card.get('kind');
  const cardId = card._item.parentSub;
  if (!isCardKind(kind) || cardId === null) return null;
  const name = (cardValues[kind] as readonly CardValue[]).find((one) => one === parentSub);
  const value: unknown = item.content.getContent()[0];
  const standing = card._map.get(parentSub);
  if (!name || !isCardValue(name, value) || !standing || chainOf(standing, chains).has(item)) return null;
  const stands: unknown = card.get(name);
  return stands === value ? null : { cardId, name, value, stands: isCardValue(name, stands) ? stands : null };
}

type Chains = Map<Y.Item, ReadonlySet<Y.Item>>;

/** What whoever set the standing value had seen, then or before: that was changed, and did not lose. Followed once, however much it is. */
function chainOf(standing: Y.Item, chains: Chains): ReadonlySet<Y.Item> {
  const known = chains.get(standing);
  if (known) return known;
  const chain = new Set<Y.Item>();
  let item: Y.Item | null = standing;
  while (item !== null) {
    chain.add(item);
    item = item.origin === null ? null : before(item, item.origin);
  }
  chains.set(standing, chain);
  return chain;
}

/** The item to the left that another names as the one it was set after. */
function before(item: Y.Item, origin: Y.ID): Y.Item | null {
  let left = item.left;
  while (left !== null && !(left.id.client === origin.client && contains(left, origin.clock)))
    left = left.left;
  return left;
}
const contains = ({ id, length }: Y.Item, clock: number) => id.clock <= clock && clock < id.clock + length;
