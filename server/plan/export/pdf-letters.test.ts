import { expect, test } from 'vitest';
import { breakable, inParagraphs, lettersOf } from './pdf-letters.ts';

const same = (text: string) => expect(lettersOf(text)).toEqual({ text: text.normalize('NFC'), lost: false });

test('the languages of both institutions stand as they were written', () => {
  same('L’hôpital « Saint-Cœur » : où ça ? Æ, Œuvre, ŷ, Ÿ, ½ ≥ 3 µg, 25 €, 1 – 2 — 3…');
  same('Ibitaro bya Nyanza: ng’uko bâ, bî, bûbâtswe; Murakoze cyane. Ubumwe n’ubwiyunge, ŋ.');
  same('Hospitali ya Gihara: ng’ombe, asante sana. Ibitaro, amahoro, Imana y’i Burundi.');
  expect(lettersOf('Est-ce vrai\u202f?').text).toBe('Est-ce vrai\u00a0?');
  // Decomposed, as some telephones write.
  expect(lettersOf('e\u0301te\u0301')).toEqual({ text: 'été', lost: false });
});

test('what the font has not leaves a sign and is told, an emoji of many parts one; nothing goes without one', () => {
  expect(lettersOf('Masks 😷👩🏾‍⚕️🇷🇼!')).toEqual({ text: 'Masks ◊◊◊!', lost: true });
  expect(lettersOf('ሰላም 你好 مرحبا')).toEqual({ text: '◊◊◊ ◊◊ ◊◊◊◊◊', lost: true });
  expect(lettersOf('umugǎnda')).toEqual({ text: 'umuganda', lost: true });
  expect(lettersOf('✅ done → next ☐')).toEqual({ text: '√ done -> next [ ]', lost: false });
  expect(breakable('x'.repeat(30))).toBe([...'x'.repeat(30)].join('\u200b'));
});

test('a text that no paragraph holds is set in several, with every letter', () => {
  for (const text of [
    'word '.repeat(4_000),
    'x'.repeat(20_000),
    `y${'😀'.repeat(5_000)}`,
    `${'x'.repeat(5_000)} end`,
    'short',
    '',
  ]) {
    const pieces = inParagraphs(text);
    expect(pieces.join('')).toBe(text);
    expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(4_001);
  }
  expect(breakable('x'.repeat(2_400)).split('\u200b')).toHaveLength(201);
});
