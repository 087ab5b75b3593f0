import fc from 'fast-check';
import { expect, it } from 'vitest';
import { takenInto } from './taken-into.ts';
import { diffWords } from './word-diff.ts';

const shown = (before: string, after: string) =>
  diffWords(before, after)
    .map(({ kind, words }) => ({ same: words, removed: `[-${words}-]`, added: `{+${words}+}` })[kind])
    .join('');

it('shows words that went and came, not letters', () => {
  expect(shown('from 22% to 5% of it', 'from 22% to under 5% of it')).toBe('from 22% to {+under +}5% of it');
  expect(shown('Count the stock', 'Weigh our stock')).toBe('[-Count the -]{+Weigh our +}stock');
  expect(shown('même chose', 'même chose')).toBe('même chose');
  expect(shown('', 'new')).toBe('{+new+}');
});

it('makes both texts again of its parts, whatever they hold', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = diffWords(before, after);
      const without = (kind: string) =>
        parts
          .filter((part) => part.kind !== kind)
          .map((part) => part.words)
          .join('');
      expect([without('added'), without('removed')]).toEqual([before, after]);
    }),
  );
  const long = (word: string) => Array.from({ length: 3000 }, (_, n) => `${word}${n}`).join(' ');
  expect(shown(long('a'), long('b'))).toBe(`[-${long('a')}-]{+${long('b')}+}`);
});

it('takes a suggestion into a text that has changed since: both changes, or the suggested words where they meet', () => {
  const suggested = { before: 'Count the stock weekly.', after: 'Count the stock every Friday.' };
  expect(takenInto('Count the stock weekly.', suggested)).toBe('Count the stock every Friday.');
  expect(takenInto('Count all the stock weekly.', suggested)).toBe('Count all the stock every Friday.');
  expect(takenInto('Count the stock daily.', suggested)).toBe('Count the stock every Friday.');
  expect(takenInto('Count the stock every Friday.', suggested)).toBe('Count the stock every Friday.');
});
