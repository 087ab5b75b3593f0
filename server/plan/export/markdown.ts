import type { Labelled, Outline, OutlineCard, Promised } from '#domain/plan/outline.ts';
import { colon, planWords, shortDayWords } from '#domain/plan/plan-words.ts';
import { actionColumns, actionHeadings } from '#domain/plan/table-columns.ts';
import { escaped, inCell } from './markdown-signs.ts';
import { noteMarkdown } from './note-markdown.ts';

/** A plan as Markdown: what people wrote stays what it is, whatever signs are in it. */
export function markdown(outline: Outline): string {
  const { lang, sections, actions, others } = outline;
  const say = writer(outline);
  const parts = [
    `# ${escaped(outline.title)}`,
    outline.institutions.map(({ label, value }) => `${escaped(label)} ${value}`).join(' · '),
    `${planWords.asOf[lang]} ${outline.at}`,
    ...(sections.length === 0 ? [planWords.empty[lang]] : []),
    ...sections.flatMap(({ title, cards }) => [`## ${escaped(title)}`, ...cards.flatMap(say.card)]),
    ...(actions.length > 0 ? [`## ${planWords.table[lang]}`, say.table()] : []),
    ...(others.length > 0 ? [`## ${planWords.others[lang]}`, others.map(say.promise).join('\n')] : []),
    ...say.signatures(),
  ];
  return `${parts.join('\n\n')}\n`;
}

function writer({ lang, actions, signatures }: Outline) {
  const labelled = ({ label, value }: Labelled) =>
    label ? `**${escaped(label)}**${colon(lang)}${escaped(value)}` : escaped(value);
  const promise = (one: Promised) =>
    `- ${escaped(one.text)} (${[one.owner, one.institution].filter(Boolean).map(escaped).join(', ')}; ${escaped(one.state)})`;
  const card = (one: OutlineCard): string[] => [
    ...(one.title ? [`### ${escaped(one.title).replaceAll('\\\n', ' ')}`] : []),
    ...one.texts.map(labelled),
    ...noteMarkdown(one.body, lang),
    ...one.facts.map(labelled),
    ...(one.promises.length > 0
      ? [
          `**${planWords.commitments[lang]}**${colon(lang).trimEnd()}\n\n${one.promises.map(promise).join('\n')}`,
        ]
      : []),
  ];
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = () =>
    [
      row(actionColumns.map((column) => actionHeadings[column][lang])),
      row(actionColumns.map(() => '---')),
      ...actions.map((action) =>
        row(
          actionColumns.map((column) =>
            column === 'due' && action.due ? shortDayWords(action.due, lang) : inCell(action[column]),
          ),
        ),
      ),
    ].join('\n');
  const signed = () =>
    signatures
      ? [
          `## ${planWords.signatures[lang]}`,
          escaped(signatures.words),
          signatures.signed
            .map(
              (one) =>
                `- ${[one.institution, one.name, one.role, one.at].filter(Boolean).map(escaped).join(', ')}`,
            )
            .join('\n'),
        ]
      : [];
  return { card, promise, table, signatures: signed };
}
