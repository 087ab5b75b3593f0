/** Signs that people type and the font does not have, in letters that it has. */
const instead: Record<string, string> = {
  ...{
    '→': '->',
    '←': '<-',
    '⇒': '=>',
    '↑': '^',
    '↔': '<->',
    '✓': '√',
    '✔': '√',
    '✅': '√',
    '❌': '×',
    '✗': '×',
  },
  ...{ '☐': '[ ]', '☑': '[x]', '☒': '[x]', '⚠': '!', ʼ: '’', ʻ: '‘' },
};

/** Latin with all its accents, Greek, Cyrillic, and the signs of prices, sums and sentences. */
const has =
  /[\t\n\u0020-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20bf\u2116\u2122\u2202\u2206\u220f\u2211\u2212\u221a\u221e\u2248\u2260\u2264\u2265]/;

/** Text in the letters of the PDF's font: little pictures are left out, a letter of another script leaves a lozenge. */
export const inFont = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[^\u0020-\u024f\n]/gu, (sign) =>
      has.test(sign)
        ? sign
        : (instead[sign] ??
          (/[\p{Extended_Pictographic}\p{M}\p{Sk}\u{fe0f}\u{1f1e6}-\u{1f1ff}]/u.test(sign) ? '' : '\u25ca')),
    );
