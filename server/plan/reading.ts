import * as Y from 'yjs';
import { cardValues, type Card, type CardValue } from '#domain/plan/card.ts';
import { readCards, readSections } from '#domain/plan/document.ts';
import type { Section } from '#domain/plan/section.ts';
import { clocksOf, lostValues, type Clocks } from './lost-values.ts';
import type { LogRow } from '../realtime/store.ts';
import type { ReadNote } from './note-reading.ts';

export interface Change {
  seq: number;
  cardId: string;
  field: string;
  before: string | null;
  after: string | null;
  /** A value set at the same moment as another, which stands. */
  lost?: boolean;
  personId: string | null;
  at: Date;
}

/** What was read of a document before, and the log rows that were not. */
export interface Unread {
  kind: string;
  known: readonly Uint8Array[];
  rows: readonly LogRow[];
}

export interface Reading {
  cards: Card[];
  sections: Section[];
  notes: ReadNote[];
  changes: Change[];
}

/** The `field` of a card that was taken out of the document. */
export const gone = 'gone';

/** Who changed what in these rows, and the cards after them. */
export function readPlan({ known, rows }: Omit<Unread, 'kind'>): Reading {
  // What was overwritten stays readable: a value that lost is in the history too.
  const doc = new Y.Doc({ gc: false });
  for (const update of known) tryApply(doc, update);
  const changes = readChanges(doc, rows);
  const cards = readCards(doc);
  const sections = readSections(doc);
  doc.destroy();
  return { cards, sections, notes: [], changes };
}

/** An update that Yjs cannot take is passed over here; the realtime server sets it aside. */
export function tryApply(doc: Y.Doc, update: Uint8Array): void {
  try {
    Y.applyUpdate(doc, update);
  } catch {
    // Nothing to tell: the row stays in the log for whoever loads the document next.
  }
}

/** Applies rows in runs of one author and compares the cards before and after each run. */
function readChanges(doc: Y.Doc, rows: readonly LogRow[]): Change[] {
  const changes: Change[] = [];
  let before = asMap(readCards(doc));
  let known = clocksOf(doc);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    tryApply(doc, row.update);
    if (rows[i + 1]?.personId === row.personId) continue;
    const after = asMap(readCards(doc));
    changes.push(...compare(before, after, row), ...lostIn(doc, known, row));
    known = clocksOf(doc);
    before = after;
  }
  return changes;
}

const lostIn = (doc: Y.Doc, known: Clocks, { seq, personId, at }: LogRow): Change[] =>
  lostValues(doc, known).map(({ cardId, name, value, stands }) => ({
    ...{ seq, cardId, field: name, before: stands, after: value, lost: true, personId, at },
  }));

const asMap = (cards: readonly Card[]) => new Map(cards.map((card) => [card.id, card]));

function compare(before: Map<string, Card>, after: Map<string, Card>, row: LogRow): Change[] {
  const changes: Change[] = [];
  for (const [cardId, card] of after) {
    const old = before.get(cardId);
    const add = (field: string, was: string | null, is: string | null) => {
      if (was === is) return;
      changes.push({
        seq: row.seq,
        cardId,
        field,
        before: was,
        after: is,
        personId: row.personId,
        at: row.at,
      });
    };
    if (!old) add('added', null, card.kind);
    for (const [field, text] of Object.entries(card.fields)) {
      add(field, old?.fields[field as keyof Card['fields']] ?? '', text);
    }
    for (const name of cardValues[card.kind]) {
      const values: Partial<Record<CardValue, string>> = card.values;
      add(name, old?.values[name] ?? null, values[name] ?? null);
    }
    if (old) add('order', old.order, card.order);
    if (old) add('section', old.section, card.section);
    if (old) add('lang', old.lang, card.lang);
    add('deletedAt', old?.deletedAt ?? null, card.deletedAt);
  }
  for (const cardId of before.keys()) {
    if (after.has(cardId)) continue;
    const { seq, personId, at } = row;
    changes.push({ seq, cardId, field: gone, before: null, after: at.toISOString(), personId, at });
  }
  return changes;
}
