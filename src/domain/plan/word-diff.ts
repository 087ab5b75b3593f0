/** A run of words that is in both texts, or was removed, or was added. */
export interface WordRun {
  kind: 'same' | 'removed' | 'added';
  words: string;
}

/** Beyond so many words on either side only the ends are compared: it must not take long. */
const mostWords = 1500;

/** What was removed and added between two texts, word by word, in reading order. */
export function diffWords(before: string, after: string): WordRun[] {
  const [a, b] = [split(before), split(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end++;
  const runs: WordRun[] = [];
  const push = (kind: WordRun['kind'], words: readonly string[]) => {
    const text = words.join('');
    const last = runs.at(-1);
    if (text === '') return;
    if (last?.kind === kind) last.words += text;
    else runs.push({ kind, words: text });
  };
  push('same', a.slice(0, start));
  middle(a.slice(start, a.length - end), b.slice(start, b.length - end), push);
  push('same', a.slice(a.length - end));
  return runs;
}

/** Words with the spaces after them, and each punctuation by itself. */
const split = (text: string): string[] => text.match(/[\p{L}\p{N}]+\s*|[^\p{L}\p{N}\s]\s*|\s+/gu) ?? [];

function middle(
  a: readonly string[],
  b: readonly string[],
  push: (kind: WordRun['kind'], words: readonly string[]) => void,
): void {
  if (a.length === 0 || b.length === 0 || a.length > mostWords || b.length > mostWords) {
    push('removed', a);
    push('added', b);
    return;
  }
  const width = b.length + 1;
  // common[i * width + j]: how many words from a[i] and b[j] on can be kept.
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      push('same', [a[i]!]);
      i++;
      j++;
    } else if (common[(i + 1) * width + j]! >= common[i * width + j + 1]!) push('removed', [a[i++]!]);
    else push('added', [b[j++]!]);
  }
  push('removed', a.slice(i));
  push('added', b.slice(j));
}
