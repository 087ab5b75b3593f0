import { folded } from '../folded.ts';

/** The first letters of the months, as English and French write and shorten them, without accents. */
const months: readonly (readonly string[])[] = [
  ['jan', 'janv', 'january', 'janvier'],
  ['feb', 'fev', 'fevr', 'february', 'fevrier'],
  ['mar', 'mars', 'march'],
  ['apr', 'avr', 'april', 'avril'],
  ['may', 'mai'],
  ['jun', 'juin', 'june'],
  ['jul', 'juil', 'july', 'juillet'],
  ['aug', 'aout', 'august'],
  ['sep', 'sept', 'september', 'septembre'],
  ['oct', 'october', 'octobre'],
  ['nov', 'november', 'novembre'],
  ['dec', 'december', 'decembre'],
];

/** Which comes first in dates like 3/12/2026. */
export type DayOrder = 'day_first' | 'month_first';
/** `guessed`: the year was not said, or the order of day and month was taken from the other rows. */
export interface FoundDay {
  day: string;
  guessed: boolean;
}

/** The day that a cell says; null when it says none. `today` ('YYYY-MM-DD') gives the year where none is written. */
export function dayOf(cell: string, order: DayOrder, today: string): FoundDay | null {
  const words = folded(cell.trim()).replace(
    /^(?:mon|tues?|wed|thu(?:rs)?|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim)[a-z]*\.?,?\s+(?=\d{1,2}(?:er)?[\s-]+[a-z]|\d+[/.-])/,
    '',
  );
  return isoDay(words) ?? slashed(words, order) ?? named(words, today) ?? serial(words);
}

/** Month first only where some row cannot be read otherwise, and every row can be read so. */
export function orderIn(cells: readonly string[]): DayOrder {
  const pairs = cells.flatMap((cell) => {
    const found = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$/.exec(cell.trim());
    return found ? [[Number(found[1]), Number(found[2])] as const] : [];
  });
  const cannot = pairs.some(([, second]) => second > 12);
  return cannot && pairs.every(([first]) => first <= 12) ? 'month_first' : 'day_first';
}

const isoDay = (words: string): FoundDay | null => {
  const found = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}:\d{2}.*)?$/.exec(words);
  return found && real(Number(found[1]), Number(found[2]), Number(found[3]));
};

function slashed(words: string, order: DayOrder): FoundDay | null {
  const found = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?$/.exec(words);
  if (!found) return null;
  const [first, second] = [Number(found[1]), Number(found[2])];
  const year = fullYear(found[3]!);
  return order === 'day_first' ? real(year, second, first) : real(year, first, second, true);
}

function named(words: string, today: string): FoundDay | null {
  const found =
    /^(\d{1,2})(?:er|st|nd|rd|th)?[\s-]+(?:of |de )?([a-z]+)\.?,?(?:[\s-]+(\d{4}|\d{2}))?$/.exec(words) ??
    swapped(/^([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?$/.exec(words));
  if (!found) return null;
  const [, day, name, year] = found;
  const month = months.findIndex((names) => names.includes(name!)) + 1;
  if (month === 0) return null;
  if (year) return real(fullYear(year), month, Number(day));
  const here = real(Number(today.slice(0, 4)), month, Number(day), true);
  return here && here.day < today ? real(Number(today.slice(0, 4)) + 1, month, Number(day), true) : here;
}

const swapped = (found: RegExpExecArray | null): (string | undefined)[] | null =>
  found && [found[0], found[2], found[1], found[3]];

/** A spreadsheet's number of a day between 2000 and 2099, where a file lost what it means. */
function serial(words: string): FoundDay | null {
  if (!/^\d{5}(?:\.\d+)?$/.test(words)) return null;
  const number = Math.floor(Number(words));
  if (number < 36_526 || number > 73_050) return null;
  return { day: new Date((number - 25_569) * 86_400_000).toISOString().slice(0, 10), guessed: true };
}

const fullYear = (year: string): number => (year.length === 2 ? 2000 + Number(year) : Number(year));

/** Null for a day that there is not, or that no plan means. */
function real(year: number, month: number, day: number, guessed = false): FoundDay | null {
  const at = new Date(Date.UTC(year, month - 1, day));
  if (year < 2000 || year > 2099 || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return null;
  return { day: at.toISOString().slice(0, 10), guessed };
}
