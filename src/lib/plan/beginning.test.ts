import { expect, it } from 'vitest';
import { beginning } from './beginning.ts';

it('shows the beginning of a long text, to a word’s end, and ordinary texts as they are', () => {
  expect(beginning('a text', 10)).toBe('a text');
  expect(beginning('eleven long', 10)).toBe('eleven long');
  expect(beginning('one two three four', 10)).toBe('one two…');
  expect(beginning('x'.repeat(100), 10)).toBe(`${'x'.repeat(10)}…`);
});
