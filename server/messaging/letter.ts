import type { Lang } from '#domain/person/lang.ts';
import { en } from './en/texts.ts';
import { fr } from './fr/texts.ts';
import { writeEventFile } from '../calendar/event-file.ts';
import { whenWords } from '../calendar/when-words.ts';
import type { Links } from './links.ts';
import type { Language, Letter, Messages, TemplateName, Writing } from './messages.ts';

export const languages: Record<Lang, Language> = { en, fr };

export interface Mail {
  subject: string;
  text: string;
  html: string;
  calendar?: { method: 'REQUEST' | 'CANCEL' | 'PUBLISH'; content: string };
}

/** Writes a message as a mail, plain and HTML. Links are signed here, so that the outbox holds no keys. */
export function writeMail(
  message: { template: string; lang: string; data: unknown; madeAt: Date },
  { origin, links, from = 'twinward@localhost' }: { origin: string; links: Links; from?: string },
): Mail {
  const language = message.lang === 'fr' ? languages.fr : languages.en;
  const withLang = (path: string) => `${origin}${path}?lang=${language.lang}`;
  const writing: Writing = {
    day: (day) => dayWords(day, language.lang),
    page: (path) => `${origin}${path}`,
    answering: (sessionId, personId, answer) =>
      withLang(`/s/${links.answers.sign({ sessionId, personId })}`) + (answer ? `&answer=${answer}` : ''),
    when: (at, zone) => whenWords(at, zone, language.lang),
    signed: (link) => withLang(`/r/${links.sign(link, message.madeAt)}`),
    once: (path, tokenId) => withLang(`${path}/${links.once(tokenId)}`),
  };
  const write = language.texts[message.template as TemplateName] as
    ((data: Messages[TemplateName], writing: Writing) => Letter) | undefined;
  if (!write) throw new Error(`No text for the message "${message.template}"`);
  const letter = write(message.data as Messages[TemplateName], writing);
  // A line break in a name or a text would start a header of its own.
  const subject = letter.subject.replaceAll(/[\r\n\t]+/g, ' ').slice(0, 160);
  const mail = { subject, text: asText(letter, language), html: asHtml(letter, language, subject) };
  if (!letter.calendar) return mail;
  const words = { ...language.file, colon: language.colon };
  const content = writeEventFile(letter.calendar, { origin, from, words, stamp: message.madeAt });
  return { ...mail, calendar: { method: letter.calendar.method, content } };
}

const dayWords = (day: string, lang: Lang): string =>
  new Intl.DateTimeFormat(lang === 'fr' ? 'fr-FR' : 'en-GB', {
    timeZone: 'UTC',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  }).format(new Date(`${day}T00:00:00Z`));

const asText = (letter: Letter, { foot, colon }: Language): string =>
  [
    letter.lead,
    letter.quote ? letter.quote.replaceAll(/^/gm, '    ') : null,
    letter.lines?.join('\n') ?? null,
    ...[...(letter.choices ?? []), letter.button].map(({ label, href }) => `${label}${colon}\n${href}`),
    letter.after ?? null,
    `-- \n${letter.foot ?? foot}`,
  ]
    .filter((part) => part !== null)
    .join('\n\n') + '\n';

export const escapeHtml = (words: string): string =>
  words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const asHtml = (letter: Letter, { lang, foot }: Language, subject: string): string => {
  const words = (text: string) => escapeHtml(text).replaceAll('\n', '<br>');
  const font = 'font-family:Georgia,serif';
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;background:#faf7f1;color:#1c2a29;font:16px/1.5 sans-serif"><div style="max-width:480px;margin:0 auto;padding:24px 16px">
<p style="margin:0 0 20px;color:#0d5b57;font-size:20px;font-weight:bold;${font}">Twinward</p>
<p style="margin:0 0 12px">${words(letter.lead)}</p>
${letter.quote ? `<p style="margin:0 0 20px;font-size:20px;line-height:1.35;font-weight:bold;${font}">${words(letter.quote)}</p>` : ''}
${letter.lines ? `<p style="margin:0 0 20px">${letter.lines.map(words).join('<br>')}</p>` : ''}
${choicesHtml(letter)}
<p style="margin:0 0 20px"><a href="${escapeHtml(letter.button.href)}" style="display:block;padding:14px 20px;border-radius:10px;background:#0d5b57;color:#ffffff;font-weight:bold;text-align:center;text-decoration:none">${words(letter.button.label)}</a></p>
${letter.after ? `<p style="margin:0 0 20px;color:#4c5a58">${words(letter.after)}</p>` : ''}
<p style="margin:0;border-top:1px solid #e3dbcc;padding-top:12px;color:#626e6b;font-size:13px">${words(letter.foot ?? foot)}</p>
</div></body></html>`;
};

/** Side by side; a table, because some mail programs know nothing else. */
const choicesHtml = ({ choices = [] }: Letter): string =>
  choices.length === 0
    ? ''
    : `<table role="presentation" width="100%" cellspacing="0" cellpadding="0" style="margin:0 0 12px"><tr>${choices
        .map(
          ({ label, href }) =>
            `<td width="${Math.floor(100 / choices.length)}%" style="padding:2px"><a href="${escapeHtml(href)}" style="display:block;padding:13px 4px;border:2px solid #0d5b57;border-radius:10px;background:#ffffff;color:#0d5b57;font-weight:bold;text-align:center;text-decoration:none">${escapeHtml(label)}</a></td>`,
        )
        .join('')}</tr></table>`;
