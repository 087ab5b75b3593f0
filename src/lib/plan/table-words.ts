import { cardFields, type CardField } from '#domain/plan/card.ts';
import { shortDayWords } from '#domain/plan/plan-words.ts';
import { longField, type TableKind, type Target } from '#domain/plan/table-columns.ts';
import type { Column, Remark } from '#domain/plan/table-reading.ts';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import { fieldLabel } from './words.ts';

export const becomesWords: Record<TableKind, () => string> = {
  action: m.files_becomes_action,
  gap: m.files_becomes_gap,
  idea: m.files_becomes_idea,
  driver: m.files_becomes_driver,
  note: m.files_becomes_note,
};
export const addAllWords: Record<TableKind, (said: { count: number }) => string> = {
  action: m.files_add_action,
  gap: m.files_add_gap,
  idea: m.files_add_idea,
  driver: m.files_add_driver,
  note: m.files_add_note,
};

export const longWords = (kind: TableKind): string => fieldLabel(kind, longField[kind]);

/** What a column is taken for. */
export function targetWords(kind: TableKind, target: Target): string {
  if ((cardFields[kind] as readonly string[]).includes(target)) return fieldLabel(kind, target as CardField);
  switch (target) {
    case 'owner':
      return m.files_target_owner();
    case 'institution':
      return m.files_target_institution();
    case 'due':
      return m.files_target_due();
    case 'priority':
      return m.files_target_priority();
    case 'nothing':
      return m.files_target_nothing();
    default:
      return m.files_target_extra({ field: longWords(kind) });
  }
}

export const columnName = ({ heading }: Pick<Column, 'heading'>, at: number): string =>
  heading || m.files_column_numbered({ number: at + 1 });

/** What was not understood in a row, and what becomes of it. */
export function remarkWords({ problem, kept }: Remark, day: string | undefined): string {
  const fate = kept ? m.files_remark_kept() : m.files_remark_not_kept();
  switch (problem) {
    case 'owner_unknown':
      return `${m.files_remark_owner_unknown()}. ${fate}`;
    case 'owner_several':
      return `${m.files_remark_owner_several()}. ${fate}`;
    case 'institution_unknown':
      return `${m.files_remark_institution_unknown()}. ${fate}`;
    case 'no_day':
      return `${m.files_remark_no_day()}. ${fate}`;
    case 'no_priority':
      return `${m.files_remark_no_priority()}. ${fate}`;
    case 'day_guessed':
      return m.files_remark_day_guessed({ day: day ? shortDayWords(day, getLocale()) : '' });
    case 'left_out':
      return m.files_remark_left_out();
    case 'extra':
      return fate;
  }
}
