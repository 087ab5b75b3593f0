import { plain } from './import-words.ts';

/** Words that say what kind of institution it is, not which one. */
const kinds = new Set(
  'hospital hopital district districts health centre center sante de du des la le l d of the referral reference national dh hd hc cs'.split(
    ' ',
  ),
);

const core = (name: string): string =>
  plain(name)
    .split(' ')
    .filter((word) => !kinds.has(word))
    .sort()
    .join(' ');

const numbers = (name: string): string => (name.match(/\d+/g) ?? []).join(' ');

/** How alike two words are, 0 to 1, by the pairs of letters they share. */
export function likeness(one: string, other: string): number {
  const pairs = (word: string) => Array.from({ length: word.length - 1 }, (_, at) => word.slice(at, at + 2));
  const [a, b] = [pairs(one), pairs(other)];
  if (a.length === 0 || b.length === 0) return one === other ? 1 : 0;
  const left = [...b];
  let shared = 0;
  for (const pair of a) {
    const at = left.indexOf(pair);
    if (at < 0) continue;
    left.splice(at, 1);
    shared += 1;
  }
  return (2 * shared) / (a.length + b.length);
}

export interface Named {
  id: string;
  name: string;
  place: string;
  level: string;
}

/**
 * Pairs that may be one institution written twice: the same name but for accents and signs, or a like name in the same
 * place at the same level. At most `most`, none of `apart` (the two ids in order, with a space).
 */
export function perhapsSame<T extends Named>(
  all: readonly T[],
  most: number,
  apart: readonly string[] = [],
): [T, T][] {
  const pairs: [T, T][] = [];
  const seen = new Set(apart);
  const compare = (groups: Map<string, T[]>, same: (one: T, other: T) => boolean) => {
    for (const group of groups.values())
      for (const [at, one] of group.entries())
        for (const other of group.slice(at + 1)) {
          if (pairs.length >= most) return;
          const key = [one.id, other.id].sort().join(' ');
          if (seen.has(key) || !same(one, other)) continue;
          seen.add(key);
          pairs.push([one, other]);
        }
  };
  compare(
    Map.groupBy(all, (one) => plain(one.name)),
    () => true,
  );
  const prepared = new Map(all.map((one) => [one.id, { core: core(one.name), name: plain(one.name) }]));
  compare(
    Map.groupBy(all, (one) => `${plain(one.place)}\n${one.level}`),
    (one, other) => {
      const [a, b] = [prepared.get(one.id), prepared.get(other.id)];
      if (!a || !b) return false;
      // Ward 3 and ward 4 are two.
      if (numbers(a.name) !== numbers(b.name)) return false;
      return (a.core !== '' && a.core === b.core) || likeness(a.name, b.name) >= 0.8;
    },
  );
  return pairs;
}
