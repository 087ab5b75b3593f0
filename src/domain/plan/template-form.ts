import * as v from 'valibot';
import { idOf, newId, type NetworkId } from '../ids.ts';
import { checkbox } from '../input.ts';
import { isCardKind } from './card.ts';
import { longestTitle, mostSections } from './section.ts';
import { cycleSteps, isSameSection, type TemplateSection } from './template.ts';

const step = v.pipe(
  v.union([v.string(), v.number()], 'error_choice'),
  v.transform(Number),
  v.picklist(cycleSteps, 'error_choice'),
);
/** A title may be left empty; that there are both or none is said of the whole row. */
const title = v.optional(
  v.pipe(
    v.string('error_check_this'),
    v.transform((value) =>
      value.replaceAll(/[\u200b\u202a-\u202e\u2066-\u2069\ufeff]/g, '').replaceAll(/[\s\p{Cc}]+/gu, ' '),
    ),
    v.trim(),
    v.maxLength(longestTitle, 'error_too_long'),
  ),
  '',
);
const row = v.object({
  /** Of the section as it stands; '' for one that is added. */
  id: v.optional(v.pipe(v.string('error_check_this'), v.maxLength(64, 'error_check_this')), ''),
  kind: v.optional(
    v.pipe(
      v.string('error_choice'),
      v.check((value) => value === '' || isCardKind(value), 'error_choice'),
    ),
    '',
  ),
  en: title,
  fr: title,
  /** Its number among the sections, the first being 1; what is no number stays where it stands. */
  place: v.optional(v.union([v.string(), v.number()], 'error_check_this'), ''),
  out: checkbox,
});
export type TemplateRow = v.InferOutput<typeof row>;

/** Since when the sections stood on the page that was opened, '' for the usual ones; what says nothing of it asks no more. */
const seen = v.optional(v.pipe(v.string('error_check_this'), v.maxLength(40, 'error_check_this')));

export const templateOfStep = v.object({ networkId: idOf<NetworkId>(), step, seen });
/** A few more rows than there may be sections: those that are left out, and an empty one. */
const rowsAtMost = 2 * mostSections;
export const changeTemplate = v.object({
  ...templateOfStep.entries,
  sections: v.pipe(v.array(row, 'error_check_this'), v.maxLength(rowsAtMost, 'error_template_many')),
});

/**
 * The sections that a form says, and what is to be mended in it: message keys by the field's name. `known`: the sections as they stand and
 * the usual ones.
 */
export function readTemplate(
  rows: readonly TemplateRow[],
  known: readonly TemplateSection[],
): { sections: TemplateSection[]; errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const kept: { section: TemplateSection; place: number }[] = [];
  for (const [at, one] of rows.entries()) {
    const field = `sections.${at}`;
    if (one.out || isEmpty(one)) continue;
    if (!isCardKind(one.kind)) errors[`${field}.kind`] = 'error_choice';
    else if (!one.en !== !one.fr) errors[`${field}.${one.en ? 'fr' : 'en'}`] = 'error_template_both';
    else {
      const title = one.en ? { en: one.en, fr: one.fr } : null;
      const section = { id: idOfRow(one, title, known, kept), kind: one.kind, title };
      if (kept.some((other) => isSameSection(other.section, section)))
        errors[`${field}.en`] = title ? 'error_name_taken' : 'error_template_title';
      kept.push({ section, place: placeOf(one, at) });
    }
  }
  if (kept.length > mostSections) errors[''] = 'error_template_many';
  if (kept.length === 0 && Object.keys(errors).length === 0) errors[''] = 'error_template_none';
  kept.sort((one, other) => one.place - other.place);
  return { sections: kept.map(({ section }) => section), errors };
}

/** The row for one more section in which nobody has written. */
const isEmpty = ({ id, kind, en, fr }: TemplateRow): boolean => !id && !kind && !en && !fr;

/** What a section is called in its template stays when it is renamed, or comes back, so that its first cards find it. */
function idOfRow(
  { id, kind }: TemplateRow,
  title: TemplateSection['title'],
  known: readonly TemplateSection[],
  kept: readonly { section: TemplateSection }[],
): string {
  const same =
    known.find((section) => section.id === id && section.kind === kind) ??
    known.find((section) => section.kind === kind && isSameSection(section, { kind: section.kind, title }));
  return same && !kept.some(({ section }) => section.id === same.id) ? same.id : newId();
}

/** Who moves a row up wants it before the one that stands there, who moves it down behind it. */
function placeOf({ place }: TemplateRow, at: number): number {
  const stands = at + 1;
  const wanted = Number(String(place).trim() || NaN);
  if (!Number.isFinite(wanted) || wanted === stands) return stands;
  return wanted < stands ? wanted - 0.5 : wanted + 0.5;
}
