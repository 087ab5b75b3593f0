import * as Y from 'yjs';
import { cardValues, type Card, type CardValue } from '#domain/plan/card.ts';
import { noteChanged } from '#domain/plan/plan-reader.ts';
import { readCardOf, readCards, readSections } from '#domain/plan/document.ts';
import type { NoteBody } from '#domain/plan/note-body.ts';
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
  /** Of the body of a note: what it looked like. */
  bodyBefore?: NoteBody;
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

/** Applies rows in runs of one author and compares the cards that each run touched before and after it. */
function readChanges(doc: Y.Doc, rows: readonly LogRow[]): Change[] {
  const changes: Change[] = [];
  const cards = new Map(readCards(doc).map((card) => [card.id, card]));
  const touched = new Set<string>();
  const note = (transaction: Y.Transaction) => noteChanged(doc, transaction, touched);
  doc.on('afterTransaction', note);
  let known = clocksOf(doc);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    tryApply(doc, row.update);
    if (rows[i + 1]?.personId === row.personId) continue;
    for (const id of touched) changes.push(...changesOf(cards, readCardOf(doc, id), id, row));
    touched.clear();
    changes.push(...lostIn(doc, known, row));
    known = clocksOf(doc);
  }
  doc.off('afterTransaction', note);
  return changes;
}

/** What became of one card; from then on it is known as it is now. */
function changesOf(cards: Map<string, Card>, card: Card | null, cardId: string, row: LogRow): Change[] {
  const old = cards.get(cardId);
  if (card) {
    cards.set(cardId, card);
    return compare(old, card, row);
  }
  if (!cards.delete(cardId)) return [];
  const { seq, personId, at } = row;
  return [{ seq, cardId, field: gone, before: null, after: at.toISOString(), personId, at }];
}

const lostIn = (doc: Y.Doc, known: Clocks, { seq, personId, at }: LogRow): Change[] =>
  lostValues(doc, known).map(({ cardId, name, value, stands }) => ({
    ...{ seq, cardId, field: name, before: stands, after: value, lost: true, personId, at },
  }));

function compare(old: Card | undefined, card: Card, { seq, personId, at }: LogRow): Change[] {
  const changes: Change[] = [];
  const add = (field: string, before: string | null, after: string | null) => {
    if (before !== after) changes.push({ seq, cardId: card.id, field, before, after, personId, at });
  };
  if (!old) add('added', null, card.kind);
  for (const [field, text] of Object.entries(card.fields))
    add(field, old?.fields[field as keyof Card['fields']] ?? '', text);
  for (const name of cardValues[card.kind]) {
    const values: Partial<Record<CardValue, string>> = card.values;
    add(name, old?.values[name] ?? null, values[name] ?? null);
  }
  if (old) add('order', old.order, card.order);
  if (old) add('section', old.section, card.section);
  if (old) add('lang', old.lang, card.lang);
  add('deletedAt', old?.deletedAt ?? null, card.deletedAt);
  return changes;
}
