import { Paragraph, TextRun, type IParagraphOptions, type IRunOptions, type ParagraphChild } from 'docx';

export const grey = { color: '4C5A58' };

/** Text with its line ends, in the language somebody wrote it in. */
export function runs(text: string, more: Omit<IRunOptions, 'text'> = {}, lang?: string): TextRun[] {
  const language = lang === 'en' || lang === 'fr' ? { language: { value: tag(lang) } } : {};
  return text
    .split('\n')
    .map((line, at) => new TextRun({ ...more, ...language, text: line, ...(at > 0 ? { break: 1 } : {}) }));
}
const tag = (lang: string): string => (lang === 'fr' ? 'fr-FR' : 'en-GB');

export const paragraph = (
  children: readonly ParagraphChild[],
  more: Omit<IParagraphOptions, 'children'> = {},
): Paragraph => new Paragraph({ ...more, children });
