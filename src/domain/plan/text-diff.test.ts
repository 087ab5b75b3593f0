import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffText, mapIndex } from './text-diff.ts';

const apply = (text: string, diff: ReturnType<typeof diffText>) =>
  diff ? text.slice(0, diff.index) + diff.insert + text.slice(diff.index + diff.remove) : text;

it('leads from one text to the other, wherever the caret is', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '\n'), maxLength: 12 });
  fc.assert(
    fc.property(letters, letters, fc.nat(20), (before, after, caret) => {
      expect(apply(before, diffText(before, after, Math.min(caret, after.length)))).toBe(after);
    }),
    { seed: 7, numRuns: 500 },
  );
});
it('finds the place of a letter among its equals by the caret', () => {
  expect(diffText('aaaa', 'aaaaa', 2)).toEqual({ index: 1, remove: 0, insert: 'a' });
  expect(diffText('aaaa', 'aaaaa', 5)).toEqual({ index: 4, remove: 0, insert: 'a' });
});
it('never cuts an emoji in half', () => {
  expect(diffText('😀', '😁', 2)).toEqual({ index: 0, remove: 2, insert: '😁' });
});
it('moves a place with what others insert and delete before it, not after it', () => {
  expect(mapIndex([{ insert: 'xx' }], 3)).toBe(5);
  expect(mapIndex([{ retain: 3 }, { insert: 'xx' }], 3)).toBe(3);
  expect(mapIndex([{ retain: 5 }, { insert: 'xx' }], 3)).toBe(3);
  expect(mapIndex([{ retain: 1 }, { delete: 4 }], 3)).toBe(1);
  expect(mapIndex([{ delete: 2 }, { retain: 4 }, { insert: 'x' }], 3)).toBe(1);
});
