import { byOrder, servedKind, type Card } from './card.ts';

/** A driver or an idea with what serves it. */
export interface DriverNode {
  card: Card;
  below: DriverNode[];
}

export interface DriverTree {
  aims: Card[];
  /** Drivers of the aim itself, with the drivers and ideas under them. */
  drivers: DriverNode[];
  /** Ideas that nobody has put under a driver. */
  loose: Card[];
}

/**
 * The driver diagram of a plan (aim, drivers, change ideas), from what each living card serves. Every driver and idea stands in it once: what
 * serves something that is gone, or itself in a circle, stands directly under the aim.
 */
export function driverTree(cards: readonly Card[]): DriverTree {
  const living = cards.filter(({ deletedAt }) => deletedAt === null).sort(byOrder);
  const of = (kind: Card['kind']) => living.filter((card) => card.kind === kind);
  const placed = new Set<string>();
  const node = (card: Card): DriverNode => {
    placed.add(card.id);
    const below = [...of('driver'), ...of('idea')].filter(
      (one) => aboveOf(living, one) === card.id && !placed.has(one.id),
    );
    return { card, below: below.map(node) };
  };
  const drivers = of('driver')
    .filter((card) => aboveOf(living, card) === null)
    .map(node);
  // A circle of drivers has no first one: it is opened where it stands first in the plan.
  for (const card of of('driver')) if (!placed.has(card.id)) drivers.push(node(card));
  return { aims: of('aim'), drivers, loose: of('idea').filter(({ id }) => !placed.has(id)) };
}

/** The living card of the right kind that a card serves. */
function aboveOf(living: readonly Card[], card: Card): string | null {
  const above = living.find(({ id }) => id === card.values.serves);
  return above && above.id !== card.id && above.kind === servedKind[card.kind] ? above.id : null;
}
