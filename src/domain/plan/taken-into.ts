import { diffWords } from './word-diff.ts';

interface Hunk {
  from: number;
  to: number;
  insert: string;
}

function hunks(before: string, after: string): Hunk[] {
  const found: Hunk[] = [];
  let at = 0;
  let open: Hunk | null = null;
  for (const { kind, words } of diffWords(before, after)) {
    if (kind === 'same') {
      at += words.length;
      open = null;
      continue;
    }
    if (!open) found.push((open = { from: at, to: at, insert: '' }));
    if (kind === 'added') open.insert += words;
    else open.to = at += words.length;
  }
  return found;
}

/**
 * What a text is to become when somebody's change of it (`before` to `after`) is taken although it has changed since: both
 * changes where they do not touch, else the suggested words alone.
 */
export function takenInto(current: string, { before, after }: { before: string; after: string }): string {
  if (current === before) return after;
  const [theirs, ours] = [hunks(before, current), hunks(before, after)];
  const same = (a: Hunk, b: Hunk) => a.from === b.from && a.to === b.to && a.insert === b.insert;
  const more = ours.filter((one) => !theirs.some((other) => same(one, other)));
  const touches = more.some((one) => theirs.some((other) => one.from <= other.to && other.from <= one.to));
  if (touches) return after;
  const all = [...theirs, ...more].toSorted((a, b) => b.from - a.from);
  return all.reduce((text, { from, to, insert }) => text.slice(0, from) + insert + text.slice(to), before);
}
