import { shortDay } from '$lib/ui/relative-day.ts';
import type { CardField, CardKind, Priority } from '#domain/plan/card.ts';
import type { Section } from '#domain/plan/section.ts';
import { getLocale } from '$lib/paraglide/runtime.js';
import { m } from '$lib/paraglide/messages.js';

export const usualTitle: Record<CardKind, () => string> = {
  aim: m.plan_section_aim,
  gap: m.plan_section_gap,
  driver: m.plan_section_driver,
  idea: m.plan_section_idea,
  action: m.plan_section_action,
  note: m.plan_section_note,
};
export const addWords: Record<CardKind, () => string> = {
  aim: m.plan_add_aim,
  gap: m.plan_add_gap,
  driver: m.plan_add_driver,
  idea: m.plan_add_idea,
  action: m.plan_add_action,
  note: m.plan_add_note,
};
export const emptyWords: Record<CardKind, () => string> = {
  aim: m.plan_empty_aim,
  gap: m.plan_empty_gap,
  driver: m.plan_empty_driver,
  idea: m.plan_empty_idea,
  action: m.plan_empty_action,
  note: m.plan_empty_note,
};

const labels = {
  aim: {
    text: m.plan_field_aim_text,
    how_good: m.plan_field_aim_how_good,
    by_when: m.plan_field_aim_by_when,
    for_whom: m.plan_field_aim_for_whom,
    measured_by: m.plan_field_aim_measured_by,
  },
  gap: {
    text: m.plan_field_gap_text,
    from: m.plan_field_gap_from,
    to: m.plan_field_gap_to,
    why: m.plan_field_gap_why,
  },
  driver: { title: m.plan_field_driver_title, meaning: m.plan_field_driver_meaning },
  idea: { title: m.plan_field_idea_title, meaning: m.plan_field_idea_meaning },
  action: {
    title: m.plan_field_action_title,
    detail: m.plan_field_action_detail,
    indicator: m.plan_field_action_indicator,
  },
  note: { text: m.plan_field_note_text },
} satisfies Record<CardKind, Partial<Record<CardField, () => string>>>;

/** What a section is called: as its template says, in the reader's language. */
export const titleOf = ({ kind, title }: Pick<Section, 'kind' | 'title'>): string =>
  title?.[getLocale()] ?? usualTitle[kind]();

/** What a field of a kind is called. */
export const fieldLabel = (kind: CardKind, field: CardField): string =>
  (labels[kind] as Partial<Record<CardField, () => string>>)[field]?.() ?? '';

export const priorityWords: Record<Priority, () => string> = {
  high: m.plan_priority_high,
  medium: m.plan_priority_medium,
  low: m.plan_priority_low,
};

/** What the choice of the card that a kind serves is called. */
export const servesLabel = (kind: CardKind): string =>
  kind === 'action' ? m.plan_value_serves_idea() : m.plan_value_serves_driver();

/** For what a card is there, in a line under it. */
export const servesWords = (kind: CardKind, title: string): string =>
  kind === 'action' ? m.plan_serves_idea({ title }) : m.plan_serves_driver({ title });

/** A day in the reader's words: "15 Dec", with the year when it is another. */
export const dayWords = (day: string): string =>
  shortDay(day, new Date().toISOString().slice(0, 10), getLocale());

/** The languages that plans are written in where our twins work; any other that a text already has is kept. */
const written = ['en', 'fr', 'rw', 'rn', 'sw', 'am', 'pt'];
export function langOptions(current: string) {
  const names = new Intl.DisplayNames([getLocale()], { type: 'language' });
  const all = current && !written.includes(current) ? [...written, current] : written;
  return all.map((value) => ({ value, label: nameOf(names, value) }));
}
function nameOf(names: Intl.DisplayNames, lang: string): string {
  try {
    return names.of(lang) ?? lang;
  } catch {
    // Not the shape of a language: written by something else than our page.
    return lang;
  }
}

/** Fields that take more than a line. */
export const isLong = (field: CardField): boolean => ['text', 'meaning', 'detail', 'why'].includes(field);
