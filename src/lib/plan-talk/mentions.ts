import { folded } from '#domain/folded.ts';

export interface Named {
  id: string;
  name: string;
}

const mostOffered = 6;

/** The name that is being typed before the caret: where its "@" stands, and what follows. Null when none is. */
export function mentionAt(text: string, caret: number): { from: number; words: string } | null {
  const found = /(?:^|[\s(«“"'’])@([^\n@]{0,40})$/u.exec(text.slice(0, caret));
  return found ? { from: caret - found[1]!.length - 1, words: found[1]! } : null;
}

/** Whom the typed words may mean: any part of the name may begin with them. */
export function offered<P extends Named>(words: string, people: readonly P[]): P[] {
  const wanted = folded(words.trimStart());
  const fits = ({ name }: P) => {
    const whole = folded(name);
    return whole.startsWith(wanted) || whole.split(/[\s-]+/).some((part) => part.startsWith(wanted));
  };
  // A whole name with more behind it is a sentence that goes on.
  if (people.some(({ name }) => wanted.startsWith(`${folded(name)} `))) return [];
  return people.filter(fits).slice(0, mostOffered);
}

/** The text with the name in the place of what was typed of it, and where the caret stands then. */
export function withMention(text: string, caret: number, name: string): { text: string; caret: number } {
  const from = mentionAt(text, caret)?.from ?? caret;
  const after = text.slice(caret);
  const put = `@${name}${/^[\s,.;:!?)]/.test(after) ? '' : ' '}`;
  return { text: text.slice(0, from) + put + after, caret: from + put.length };
}

/** A comment in pieces: the people named in it apart, so that they can be shown as such. */
export function pieces(text: string, people: readonly Named[]): { words: string; named: boolean }[] {
  const names = people.map(({ name }) => name).toSorted((a, b) => b.length - a.length);
  if (names.length === 0) return [{ words: text, named: false }];
  const pattern = names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  return text
    .split(new RegExp(`(@(?:${pattern}))(?![\\p{L}\\p{N}])`, 'giu'))
    .map((words, at) => ({ words, named: at % 2 === 1 }))
    .filter(({ words }) => words !== '');
}
