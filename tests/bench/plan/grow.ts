import type * as Y from 'yjs';
import { cardFields, type CardKind } from '#domain/plan/card.ts';
import { addCard, fieldText } from '#domain/plan/document.ts';

const counts: readonly (readonly [CardKind, number])[] = [
  ['aim', 1],
  ['gap', 20],
  ['driver', 12],
  ['idea', 80],
  ['action', 150],
  ['note', 37],
];
const words =
  'count the tracer medicines each Monday on every shelf and write what is missing in the order book '.split(
    ' ',
  );

/** Writes into a plan until it has 300 cards and `edits` edits by `writers` people. The same plan each time. */
export function growPlan(doc: Y.Doc, edits: number, writers: number): void {
  const own = doc.clientID;
  const fields: Y.Text[] = [];
  for (const [kind, count] of counts)
    for (let n = 0; n < count; n += 1) {
      doc.clientID = 1000 + (fields.length % writers);
      const id = addCard(doc, { kind }, 'en');
      for (const field of cardFields[kind].slice(0, 2)) fields.push(fieldText(doc, id, field)!);
    }
  doc.clientID = own;
  growTexts(doc, fields, edits, writers);
}

/** Writes into texts: stretches of up to 30 letters, each letter an edit, every sixth one taking letters away. The same each time. */
export function growTexts(doc: Y.Doc, fields: readonly Y.Text[], edits: number, writers: number): void {
  const random = seeded(7);
  const own = doc.clientID;
  // Every text has something to read.
  let done = 0;
  for (let turn = 0; done < edits; turn += 1) {
    doc.clientID = 1000 + Math.floor(random() * writers);
    const text = fields[turn < fields.length ? turn : Math.floor(random() * fields.length)]!;
    const erases = turn >= fields.length && random() < 1 / 6;
    const stretch = Math.min(1 + Math.floor(random() * 30), edits - done);
    let at = turn < fields.length ? text.length : Math.floor(random() * (text.length + 1));
    for (let n = 0; n < stretch; n += 1, done += 1) {
      if (erases && at > 0) text.delete(--at, 1);
      else text.insert(at++, letterAt(turn, n));
    }
  }
  doc.clientID = own;
}

const letterAt = (turn: number, n: number): string => {
  const line = `${words[turn % words.length]} ${words[(turn * 7 + 3) % words.length]} ${words[(turn * 11) % words.length]} `;
  return line[n % line.length]!;
};

/** Numbers from 0 to 1, the same each time (mulberry32, by Tommy Ettinger, public domain). */
function seeded(seed: number): () => number {
  let at = seed;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let t = Math.imul(at ^ (at >>> 15), 1 | at);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
