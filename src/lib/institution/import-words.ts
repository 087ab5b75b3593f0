import type { ImportColumn, Problem, RowProblem, RowState } from '#domain/institution/import.ts';
import type { Level } from '#domain/network/network.ts';
import { levelWords } from '$lib/network/level-words.ts';
import { m } from '$lib/paraglide/messages.js';
import { langsInWords } from './lang-words.ts';

export const columnNames: Record<ImportColumn, () => string> = {
  name: m.institution_name,
  shortName: m.institution_short_name,
  level: m.institution_level,
  place: m.institution_place,
  langs: m.institution_langs_short,
  zone: m.institution_zone,
  code: m.institution_code,
  sponsor: m.institution_sponsor,
  focalName: m.institution_focal_point,
  focalJob: m.institution_focal_job,
  focalEmail: m.institution_focal_email,
  focalTelephone: m.institution_focal_telephone,
};

export const stateWords: Record<RowState, () => string> = {
  refused: m.institution_row_refused,
  changed: m.institution_row_changed,
  new: m.institution_row_new,
  same: m.institution_row_same,
};

const problems: Record<RowProblem, (says: { value: string }) => string> = {
  missing: m.institution_problem_missing,
  too_long: m.institution_problem_too_long,
  level: m.institution_problem_level,
  lang: m.institution_problem_lang,
  zone: m.institution_problem_zone,
  email: m.institution_problem_email,
  shortened: m.institution_problem_shortened,
  broken: m.institution_problem_broken,
  focal_name: m.institution_problem_focal_name,
  twice: m.institution_problem_twice,
  name_taken: m.institution_problem_name_taken,
  code_taken: m.institution_problem_code_taken,
  other_code: m.institution_problem_other_code,
  has_left: m.institution_problem_has_left,
};

/** Why a row is refused, and what to do: "Level: …". */
export const problemWords = ({ column, problem, value }: Problem): string =>
  m.institution_problem({ column: columnNames[column](), what: problems[problem]({ value }) });

/** A cell as people read it. */
export function cellWords(column: ImportColumn, value: string): string {
  if (column === 'level') return levelWords[value as Level]?.() ?? value;
  return column === 'langs' ? langsInWords(value.split(' ').filter(Boolean)) : value;
}
