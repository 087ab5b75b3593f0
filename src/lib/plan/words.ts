import type { CardField, CardKind } from '#domain/plan/card.ts';
import { m } from '$lib/paraglide/messages.js';

export const sectionTitle: Record<CardKind, () => string> = {
  aim: m.plan_section_aim,
  gap: m.plan_section_gap,
  idea: m.plan_section_idea,
  action: m.plan_section_action,
  note: m.plan_section_note,
};
export const addWords: Record<CardKind, () => string> = {
  aim: m.plan_add_aim,
  gap: m.plan_add_gap,
  idea: m.plan_add_idea,
  action: m.plan_add_action,
  note: m.plan_add_note,
};
export const emptyWords: Record<CardKind, () => string> = {
  aim: m.plan_empty_aim,
  gap: m.plan_empty_gap,
  idea: m.plan_empty_idea,
  action: m.plan_empty_action,
  note: m.plan_empty_note,
};

const labels = {
  aim: {
    text: m.plan_field_aim_text,
    how_good: m.plan_field_aim_how_good,
    by_when: m.plan_field_aim_by_when,
    measured_by: m.plan_field_aim_measured_by,
  },
  gap: {
    text: m.plan_field_gap_text,
    from: m.plan_field_gap_from,
    to: m.plan_field_gap_to,
    why: m.plan_field_gap_why,
  },
  idea: { title: m.plan_field_idea_title, meaning: m.plan_field_idea_meaning },
  action: { title: m.plan_field_action_title, detail: m.plan_field_action_detail },
  note: { text: m.plan_field_note_text },
} satisfies Record<CardKind, Partial<Record<CardField, () => string>>>;

/** What a field of a kind is called. */
export const fieldLabel = (kind: CardKind, field: CardField): string =>
  (labels[kind] as Partial<Record<CardField, () => string>>)[field]?.() ?? '';

/** Fields that take more than a line. */
export const isLong = (field: CardField): boolean => ['text', 'meaning', 'detail', 'why'].includes(field);
