import type { IStylesOptions } from 'docx';
import type { Lang } from '#domain/person/lang.ts';

const brand = '0D5B57';
const font = 'Calibri';

/** How a plan's text document looks. Sizes are half points. */
export const wordStyles = (lang: Lang): IStylesOptions => ({
  default: {
    document: {
      run: { font, size: 22, color: '1C2A29', language: { value: lang === 'fr' ? 'fr-FR' : 'en-GB' } },
      paragraph: { spacing: { after: 80, line: 276 } },
    },
    title: { run: { font, size: 40, bold: true, color: brand }, paragraph: { spacing: { after: 80 } } },
    heading1: {
      run: { font, size: 28, bold: true, color: brand },
      paragraph: { spacing: { before: 320, after: 100 } },
    },
    heading2: {
      run: { font, size: 23, bold: true, color: '1C2A29' },
      paragraph: { spacing: { before: 160, after: 40 } },
    },
    heading3: {
      run: { font, size: 23, bold: true, color: brand },
      paragraph: { spacing: { before: 120, after: 40 } },
    },
    heading4: {
      run: { font, size: 22, bold: true, italics: false, color: '1C2A29' },
      paragraph: { spacing: { before: 80, after: 40 } },
    },
    listParagraph: { paragraph: { spacing: { after: 40 } } },
  },
});
