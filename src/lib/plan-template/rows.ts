import { isCardKind, type CardKind } from '#domain/plan/card.ts';
import type { TemplateSection } from '#domain/plan/template.ts';

/** A section in the form; `kind` is '' for one that is not chosen yet. */
export interface SectionRow {
  /** Its place in the form when the page came: errors are named by it. */
  key: number;
  id: string;
  kind: CardKind | '';
  en: string;
  fr: string;
  place: string;
  out: boolean;
}

export const emptyRow = (key: number): SectionRow => ({
  ...{ key, id: '', kind: '', en: '', fr: '', out: false },
  place: String(key + 1),
});

/** The rows of the form: what was typed when that was refused, else what stands; and an empty one for pages without scripts. */
export function rowsFrom(
  sections: readonly TemplateSection[],
  typed: Readonly<Record<string, string>> | undefined,
): SectionRow[] {
  const rows = typed ? typedRows(typed) : sections.map(asRow);
  const last = rows.at(-1);
  return !last || last.id || last.kind || last.en || last.fr ? [...rows, emptyRow(rows.length)] : rows;
}

const asRow = ({ id, kind, title }: TemplateSection, key: number): SectionRow => ({
  ...{ key, id, kind, en: title?.en ?? '', fr: title?.fr ?? '', out: false },
  place: String(key + 1),
});

function typedRows(typed: Readonly<Record<string, string>>): SectionRow[] {
  const rows: SectionRow[] = [];
  for (let key = 0; `sections.${key}.id` in typed; key++) {
    const said = (name: string) => typed[`sections.${key}.${name}`] ?? '';
    const kind = said('kind');
    rows.push({
      ...{ key, id: said('id'), kind: isCardKind(kind) ? kind : '' },
      ...{ en: said('en'), fr: said('fr'), place: said('place'), out: said('out') !== '' },
    });
  }
  return rows;
}
