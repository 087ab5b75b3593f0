import { folded } from '../folded.ts';
import type { Lang } from '../person/lang.ts';
import { cardFields, cardValues, type CardField, type CardKind, type CardValue } from './card.ts';
import { fieldWords, planWords, type Words } from './plan-words.ts';

/** The kinds that the rows of a table can become; a plan has one aim, and nobody keeps that in a table. */
export const tableKinds = ['action', 'gap', 'idea', 'driver', 'note'] as const satisfies readonly CardKind[];
export type TableKind = (typeof tableKinds)[number];

/** What a column is taken for. `extra`: added to the card's long text, with the column's name; `nothing`: left out, because somebody said so. */
export type Target = CardField | Exclude<CardValue, 'serves'> | 'extra' | 'nothing';

/** What a column can be for rows of a kind, in the order in which somebody chooses. */
export const targetsOf = (kind: TableKind): Target[] => [
  ...cardFields[kind],
  ...(cardValues[kind] as readonly CardValue[]).filter((value) => value !== 'serves'),
  'extra',
  'nothing',
];

/** The text to which is added what has no place of its own. */
export const longField: Record<TableKind, CardField> = {
  action: 'detail',
  gap: 'why',
  idea: 'meaning',
  driver: 'meaning',
  note: 'text',
};

/** The columns of a table of actions, as we write them. */
export const actionColumns = [
  'title',
  'detail',
  'indicator',
  'owner',
  'institution',
  'due',
  'state',
] as const;
export type ActionColumn = (typeof actionColumns)[number];
export const actionHeadings: Record<ActionColumn, Words> = {
  title: fieldWords.action.title!,
  detail: fieldWords.action.detail!,
  indicator: fieldWords.action.indicator!,
  owner: planWords.owner,
  institution: planWords.institution,
  due: planWords.due,
  state: planWords.state,
};

/** Words as they are compared: small letters, no accents, no signs, one space between. */
export const plain = (words: string): string =>
  folded(words)
    .replaceAll('œ', 'oe')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const remarks =
  'detail, details, description, comment, comments, how, precisions, explication, notes, remarks, remarques, commentaire, ' +
  'commentaires, modalites';

/** What else stands over such columns in ministries' and hospitals' own tables. */
const synonyms: { [K in TableKind]: Partial<Record<Target, string>> } = {
  action: {
    title:
      'actions, activity, activities, activite, activites, task, tasks, tache, taches, what, what to do, quoi, que faire, ' +
      'intervention, interventions, planned action, planned activity, action prevue, activite prevue, actions a mener, ' +
      'action a mener, title, titre',
    detail: `${remarks}, comment faire, steps, etapes, method, methode`,
    indicator:
      'indicator, indicators, indicateur, indicateurs, evidence, measure, mesure, expected result, resultat attendu, ' +
      'resultats attendus, means of verification, moyen de verification, preuve',
    owner:
      'responsible, person responsible, responsible person, who, by whom, qui, par qui, lead, personne responsable, ' +
      'responsables, pilote, porteur, assigned to, assignee, focal point, point focal',
    institution:
      'hospital, hopital, facility, health facility, site, etablissement, structure, organisation, organization, ' +
      'formation sanitaire, responsible institution, institution responsable',
    due:
      'due date, by when, when, deadline, date, end, end date, target date, completion date, timeline, date limite, ' +
      'date butoir, delai, delais, quand, pour quand, date de fin, fin, date prevue, date d echeance',
  },
  gap: {
    text: 'gap, gaps, ecart, ecarts, problem, problems, probleme, problemes, issue, finding, constat, weakness, faiblesse',
    from: 'from, current, current state, current situation, baseline, situation actuelle, etat actuel, de, depart',
    to: 'to, desired, desired state, desired situation, target, cible, situation souhaitee, etat souhaite, a, vers',
    why: 'why, cause, causes, root cause, root causes, reason, pourquoi, cause profonde, causes profondes, raison',
    priority: 'priority, priorite, urgency, urgence, importance',
  },
  idea: {
    title:
      'idea, ideas, change idea, change ideas, idee de changement, idees, solution, solutions, proposal, proposition',
    meaning: remarks,
  },
  driver: {
    title: 'driver, drivers, primary driver, secondary driver, leviers, facteur, facteurs, determinant',
    meaning: remarks,
  },
  note: { text: 'notes, remark, remarque, text, texte, comment, commentaire, observation' },
};

const known: { [K in TableKind]: ReadonlyMap<string, Target> } = {
  action: wordsOf('action'),
  gap: wordsOf('gap'),
  idea: wordsOf('idea'),
  driver: wordsOf('driver'),
  note: wordsOf('note'),
};

function wordsOf(kind: TableKind): Map<string, Target> {
  const found = new Map<string, Target>();
  for (const target of targetsOf(kind)) {
    const values: Partial<Record<string, Words>> = { ...planWords, ...fieldWords[kind] };
    const { en, fr } = values[target] ?? {};
    const also = synonyms[kind][target]?.split(', ') ?? [];
    for (const word of [en, fr, ...also]) if (word) found.set(plain(word), target);
  }
  return found;
}

/** What a heading says a column is; null for one that is not known. What stands in brackets explains it. */
export const targetOf = (kind: TableKind, heading: string): Target | null => {
  const words = plain(heading.replaceAll(/\([^)]*\)/g, ''));
  return known[kind].get(words) ?? known[kind].get(plain(heading)) ?? null;
};

/** Whether a row is the headings that we write ourselves over a table of actions. */
export const isOurs = (headings: readonly string[]): boolean =>
  (['en', 'fr'] as const).some((lang: Lang) =>
    actionColumns.every((column) =>
      headings.some((cell) => plain(cell) === plain(actionHeadings[column][lang])),
    ),
  );

const score = (kind: TableKind, row: readonly string[]): number =>
  new Set(row.map((cell) => targetOf(kind, cell)).filter((target) => target !== null)).size;

/** Which kind a table's headings fit best, and how many of them; actions when none says more. */
export function kindOf(row: readonly string[]): { kind: TableKind; known: number } {
  const scored = tableKinds.map((kind) => ({ kind, known: score(kind, row) }));
  return scored.reduce((one, other) => (other.known > one.known ? other : one));
}
