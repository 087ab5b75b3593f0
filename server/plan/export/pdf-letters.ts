/** Signs that people type and the font does not have, in letters that it has. */
const instead: Record<string, string> = {
  ...{ '→': '->', '➜': '->', '⇒': '=>', '←': '<-', '↔': '<->', '↑': '^' },
  ...{ '✓': '√', '✔': '√', '✅': '√', '❌': '×', '✗': '×', '✖': '×' },
  ...{ '☐': '[ ]', '☑': '[x]', '☒': '[x]', '⚠': '!', ʻ: '‘', '\u2012': '–', '▪': '•', '◦': '○' },
  ...{ '\u202f': '\u00a0', '\u2028': '\n', '\u2029': '\n', '\t': ' ' },
};

/** What Roboto, the font that comes with pdfmake, has. */
const has =
  /[\n\u0020-\u007e\u00a0-\u017f\u018f\u0192\u01a0\u01a1\u01af\u01b0\u01f0\u01fa-\u01ff\u0218-\u021b\u0237\u0259\u02bc\u02c6\u02c7\u02c9\u02d8-\u02dd\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u0482\u048a-\u0513\u1e00\u1e01\u1e3e\u1e3f\u1e80-\u1e85\u1e9e\u1ea0-\u1ef9\u2000-\u200b\u2010\u2011\u2013-\u2015\u2017-\u201e\u2020-\u2022\u2025-\u2027\u2030\u2032\u2033\u2039\u203a\u203c\u2044\u2070\u2074-\u208e\u20a3\u20a4\u20a6-\u20ac\u20b1\u20b9\u20ba\u20bc\u20bd\u2105\u2113\u2116\u2122\u2126\u215b-\u215e\u2202\u2206\u220f\u2211\u2212\u221a\u221e\u222b\u2248\u2260\u2264\u2265\u25a0\u25ca\u25cb\u25cf]|\u0300|\u0301|\u0303|\u0309|\u0323/;
/** Text of nothing else is the usual one. */
const usual = /^[\n\u0020-\u007e\u00a0-\u017f\u2013\u2014\u2018-\u201d\u2022\u2026]*$/;
const unseen = /\u034f|\u200d|[\ufe00-\ufe0f]|[\u00ad\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** Stands for a sign that cannot be drawn. */
export const lozenge = '\u25ca';
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Text in the letters of the PDF's font. What it has not is a lozenge, a letter with an accent that it has not that letter alone; `lost`
 * says that there was any.
 */
export function lettersOf(text: string): { text: string; lost: boolean } {
  const whole = text.normalize('NFC');
  if (usual.test(whole)) return { text: whole, lost: false };
  let lost = false;
  const drawn = Array.from(graphemes.segment(whole), ({ segment }) => {
    const seen = segment.replaceAll(unseen, '');
    if ([...seen].every((sign) => has.test(sign))) return seen;
    const known = instead[seen];
    if (known !== undefined) return known;
    lost = true;
    const letter = [...seen.normalize('NFD')][0]!;
    return /\p{L}/u.test(letter) && has.test(letter) ? letter : lozenge;
  });
  return { text: drawn.join(''), lost };
}

/** As the pages can show it: in the letters of their font, and a word that is longer than a line may break anywhere. */
export const breakable = (text: string): string =>
  lettersOf(text).text.replaceAll(/[^\s\u00a0-]{24,}/gu, (word) =>
    // One that is no word in any language costs a place to break for each of its letters.
    word.length > 400 ? word.replaceAll(/.{12}/gu, '$&\u200b') : [...word].join('\u200b'),
  );

/** A paragraph of the pages takes more than twice as long for twice its letters. */
const longestParagraph = 4_000;

/** A text as paragraphs that are set in good time, broken at a space where there is one. Nothing is left out. */
export function inParagraphs(text: string): string[] {
  const pieces: string[] = [];
  let at = 0;
  while (text.length - at > longestParagraph) {
    const cut = Math.max(
      text.lastIndexOf('\n', at + longestParagraph),
      text.lastIndexOf(' ', at + longestParagraph),
    );
    // Never between the halves of one sign.
    const hard = at + longestParagraph - (/[\ud800-\udbff]/.test(text[at + longestParagraph - 1]!) ? 1 : 0);
    const end = cut > at ? cut + 1 : hard;
    pieces.push(text.slice(at, end));
    at = end;
  }
  return [...pieces, text.slice(at)];
}
