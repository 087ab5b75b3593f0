import {
  cardFields,
  isCardValue,
  priorities,
  type CardField,
  type CardKind,
  type Priority,
} from '#domain/plan/card.ts';
import { bodyField } from '#domain/plan/content.ts';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import { fullDay } from '$lib/ui/relative-day.ts';
import { fieldLabel, langOptions, priorityWords } from '../words.ts';

const valueLabels: Record<string, () => string> = {
  institution: m.history_value_institution,
  owner: m.history_value_owner,
  due: m.history_value_due,
  priority: m.history_value_priority,
  serves: m.history_value_serves,
  section: m.history_value_section,
  lang: m.history_value_lang,
  [bodyField]: m.history_value_body,
};

/** Whether it is words that people wrote, of which the difference is shown word by word. */
export const isText = (kind: CardKind, name: string): boolean =>
  name === bodyField || (cardFields[kind] as readonly string[]).includes(name);

/** What a field or a value of a card is called. */
export const pieceLabel = (kind: CardKind, name: string): string =>
  (isText(kind, name) && fieldLabel(kind, name as CardField)) || (valueLabels[name]?.() ?? name);

/** A value in the reader's words: a person's name, a day, a card's headline. */
export function valueWords(
  name: string,
  value: string | null,
  names: Readonly<Record<string, string>>,
): string {
  if (!value) return m.history_nothing();
  if (name === 'priority')
    return priorities.includes(value as Priority) ? priorityWords[value as Priority]() : value;
  if (name === 'due') return isCardValue('due', value) ? fullDay(value, getLocale()) : value;
  if (name === 'lang') return langOptions(value).find((option) => option.value === value)?.label ?? value;
  if (name === 'section') return m.history_value_other_section();
  return names[value] || m.history_value_unknown();
}
