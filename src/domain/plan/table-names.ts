import type { Lang } from '../person/lang.ts';
import type { Priority } from './card.ts';
import { plain } from './table-columns.ts';

/** Who and what a table can name, when it is read ('YYYY-MM-DD'), and in which language what is added is said. */
export interface Around {
  people: readonly { id: string; name: string; institutionId: string | null }[];
  institutions: readonly { id: string; name: string; shortName: string }[];
  today: string;
  lang: Lang;
}

/**
 * Whose name a cell says: the whole name, or a part of it that only one has ("Odette", "Odette M."). `near`: the institution that the row
 * names, which tells two people of one name apart.
 */
export function ownerIn(
  { people }: Around,
  cell: string,
  near: string | null = null,
): { id: string } | { several: boolean } {
  const wanted = plain(cell);
  if (wanted === '') return { several: false };
  const some =
    [
      people.filter(({ name }) => name.trim() === cell.trim()),
      people.filter(({ name }) => plain(name) === wanted),
      people.filter(({ name }) => isPartOf(wanted, plain(name))),
    ].find((found) => found.length > 0) ?? [];
  const here = some.length > 1 ? some.filter(({ institutionId }) => institutionId === near) : some;
  return here.length === 1 ? { id: here[0]!.id } : { several: some.length > 1 };
}

/** Every word of the one begins a word of the other, in whatever order: "mukamana o" for "odette mukamana". */
function isPartOf(wanted: string, name: string): boolean {
  const parts = name.split(' ');
  const words = wanted.split(' ');
  // One letter alone says nothing.
  return (
    words.some(({ length }) => length > 2) &&
    words.every((word) => parts.some((part) => part === word || (word.length === 1 && part.startsWith(word))))
  );
}

/** The institution whose name or short name a cell says. */
export function institutionIn({ institutions }: Around, cell: string): string | null {
  const wanted = plain(cell);
  const found = institutions.filter(({ name, shortName }) =>
    [name, shortName].some((one) => plain(one) === wanted),
  );
  return wanted !== '' && found.length === 1 ? found[0]!.id : null;
}

const priorityNames: Record<Priority, readonly string[]> = {
  high: ['high', 'h', 'haute', 'haut', 'elevee', 'eleve', 'forte', 'fort', 'urgent', 'urgente', '1'],
  medium: ['medium', 'm', 'middle', 'moyenne', 'moyen', 'normal', 'normale', '2'],
  low: ['low', 'l', 'basse', 'bas', 'faible', 'b', '3'],
};

export const priorityIn = (cell: string): Priority | null =>
  (Object.keys(priorityNames) as Priority[]).find((name) => priorityNames[name].includes(plain(cell))) ??
  null;
