import type { StateKind } from '../commitment/commitment.ts';
import { byOrder, cardKinds, type Card } from './card.ts';
import type { NoteBody } from './note-body.ts';
import type { Section } from './section.ts';
import { areStandard } from './template.ts';

/** A commitment on a card as it stood when a version was taken. People and institutions by id: who deletes their account has no name there. */
export interface ContentCommitment {
  id: string;
  cardId: string;
  text: string;
  institutionId: string;
  ownerId: string;
  dueOn: string;
  reportOn: string;
  state: StateKind;
}

/** The words of a note's body stand among its card's fields, under this name. */
export const bodyField = 'body';

/** A card in a version: only what has words or a value. */
export interface ContentCard {
  id: string;
  kind: Card['kind'];
  order: string;
  section: string | null;
  lang: string;
  fields: Record<string, string>;
  values: Record<string, string>;
}

/** A plan kept whole. */
export interface PlanContent {
  format: 1;
  cards: ContentCard[];
  /** Those that its template gave it, in order; none when it has the usual ones. */
  sections: Section[];
  commitments: ContentCommitment[];
  /** The bodies of notes by card, for showing them as they looked; their words are in the fields. */
  notes: Record<string, NoteBody>;
}

const filled = (of: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(of)
      .filter((one): one is [string, string] => typeof one[1] === 'string' && one[1] !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** The cards that are there, in the order in which the plan is read. */
export function contentCards(
  cards: readonly Card[],
  bodies: Readonly<Record<string, string>> = {},
): ContentCard[] {
  const living = cards.filter(({ deletedAt }) => deletedAt === null).sort(byOrder);
  return cardKinds.flatMap((kind) =>
    living
      .filter((card) => card.kind === kind)
      .map(({ id, order, section, lang, fields, values }) => ({
        ...{ id, kind, order, section, lang },
        ...{ fields: filled({ ...fields, [bodyField]: bodies[id] }), values: filled(values) },
      })),
  );
}

/** The sections of a plan that has others than the usual ones: all of them, those without a title too; their place is theirs. */
export const ownSections = (sections: readonly Section[]): Section[] =>
  areStandard(sections) ? [] : [...sections];

/** In the hash only sections that say something: one without a title that is called like its kind is there anyway. */
const inHash = (sections: readonly Section[]): Section[] => sections.filter(({ id, kind }) => id !== kind);

/**
 * What a version's hash is made of: its own sections and its cards in order, one a line. The keys by which cards were put in
 * order are left out, so that a card moved away and back is the same plan. Commitments have a history of their own.
 */
export function canonicalText({ cards, sections }: Pick<PlanContent, 'cards' | 'sections'>): string {
  const lines = [
    ...inHash(sections).map(({ id, kind, title }) => ({
      ...{ section: id, kind },
      title: title && { en: title.en, fr: title.fr },
    })),
    ...cards.map(({ id, kind, section, lang, fields, values }) => ({
      ...{ id, kind, section, lang },
      ...{ fields: filled(fields), values: filled(values) },
    })),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
