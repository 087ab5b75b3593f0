import * as Y from 'yjs';
import { sql } from 'kysely';
import type pg from 'pg';
import { headline, type Card } from '#domain/plan/card.ts';
import { newId } from '#domain/ids.ts';
import { readCards } from '#domain/plan/document.ts';
import { inTransaction, type Database, type Tx } from '../db/database.ts';
import { notifyLive } from '../live/notify.ts';
import { loadDocument, type LogRow } from '../realtime/store.ts';
import { writeCards } from './rows.ts';

interface Change {
  seq: number;
  cardId: string;
  field: string;
  before: string | null;
  after: string | null;
  personId: string | null;
  at: Date;
}

/** Changes of one field by one person within this time are one entry of the history. */
const sameEditMs = 10 * 60_000;
const sameWorkMs = 3_600_000;
const gone = 'gone';

/**
 * Turns the log rows of a document that nobody has read yet into `plan_card` and `plan_change` rows. The author comes
 * from the log row. Compaction never goes beyond what this has read. Says whether there was anything to read.
 */
export async function projectDocument(db: Database, pool: pg.Pool, documentId: string): Promise<boolean> {
  const stored = await loadDocument(pool, documentId);
  if (!stored) return false;
  return inTransaction(db, async (trx) => {
    // One projection of a document at a time, without holding up those who write to it.
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${documentId}, 7))`.execute(trx);
    const { projected_seq: from } = await trx
      .selectFrom('document')
      .where('id', '=', documentId)
      .select('projected_seq')
      .executeTakeFirstOrThrow();
    const last = stored.tail.at(-1);
    if (!last || last.seq <= from) return false;
    const doc = new Y.Doc();
    tryApply(doc, stored.merged);
    for (const row of stored.tail) if (row.seq <= from) tryApply(doc, row.update);
    const changes = readChanges(
      doc,
      stored.tail.filter((row) => row.seq > from),
    );
    await writeCards(trx, documentId, doc, last.at, new Set(changes.map((change) => change.cardId)));
    for (const change of changes) await writeChange(trx, documentId, change);
    await markGone(trx, documentId, changes, last.at);
    await recordWork(trx, documentId, changes, asMap(readCards(doc)));
    await trx
      .updateTable('document')
      .set({ projected_seq: last.seq })
      .where('id', '=', documentId)
      .where('projected_seq', '<', last.seq)
      .execute();
    doc.destroy();
    return true;
  });
}

/** An update that Yjs cannot take is passed over here; the realtime server sets it aside. */
function tryApply(doc: Y.Doc, update: Uint8Array): void {
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
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    tryApply(doc, row.update);
    if (rows[i + 1]?.personId === row.personId) continue;
    const after = asMap(readCards(doc));
    changes.push(...compare(before, after, row));
    before = after;
  }
  return changes;
}

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
    if (old) add('order', old.order, card.order);
    add('deletedAt', old?.deletedAt ?? null, card.deletedAt);
  }
  for (const cardId of before.keys()) {
    if (after.has(cardId)) continue;
    const { seq, personId, at } = row;
    changes.push({ seq, cardId, field: gone, before: null, after: at.toISOString(), personId, at });
  }
  return changes;
}

/** Our pages never take a card out of the document; a program that does has deleted it. */
async function markGone(trx: Tx, documentId: string, changes: readonly Change[], at: Date): Promise<void> {
  const ids = changes.filter((change) => change.field === gone).map((change) => change.cardId);
  if (ids.length === 0) return;
  await trx
    .updateTable('plan_card')
    .set({ deleted_at: at, updated_at: at })
    .where('document_id', '=', documentId)
    .where('card_id', 'in', ids)
    .execute();
}

/** "Jean-Paul worked on the plan": one event a person and hour, told to the room's open pages. */
async function recordWork(
  trx: Tx,
  documentId: string,
  changes: readonly Change[],
  cards: ReadonlyMap<string, Card>,
): Promise<void> {
  const { room_id: roomId } = await trx
    .selectFrom('document')
    .where('id', '=', documentId)
    .select('room_id')
    .executeTakeFirstOrThrow();
  const firstOf = new Map(changes.toReversed().map((change) => [change.personId, change]));
  for (const [personId, change] of firstOf) {
    if (personId === null) continue;
    const recent = await trx
      .selectFrom('event')
      .where('room_id', '=', roomId)
      .where('kind', '=', 'plan_changed')
      .where('by', '=', personId)
      .where('at', '>', new Date(change.at.getTime() - sameWorkMs))
      .select('id')
      .executeTakeFirst();
    const card = cards.get(change.cardId);
    if (!recent) await recordWorkOf(trx, roomId, change, card ? headline(card) : '');
  }
}

async function recordWorkOf(trx: Tx, roomId: string, change: Change, title: string): Promise<void> {
  const { personId } = change;
  const member = await trx
    .selectFrom('room_member')
    .where('room_id', '=', roomId)
    .where('person_id', '=', personId)
    .select('institution_id')
    .executeTakeFirst();
  await trx
    .insertInto('event')
    .values({
      id: newId(),
      room_id: roomId,
      kind: 'plan_changed',
      subject_kind: 'plan_card',
      subject_id: change.cardId,
      by: personId,
      institution_id: member?.institution_id ?? null,
      at: change.at,
      data: JSON.stringify(title === '' ? {} : { title: title.replaceAll('\u0000', '') }),
    })
    .execute();
  await notifyLive(trx, `room:${roomId}`, change.at);
}

async function writeChange(trx: Tx, documentId: string, change: Change): Promise<void> {
  const text = (value: string | null) => value?.replaceAll('\u0000', '') ?? null;
  const last = await trx
    .selectFrom('plan_change')
    .where('document_id', '=', documentId)
    .where('card_id', '=', change.cardId)
    .where('field', '=', change.field)
    .orderBy('seq', 'desc')
    .select(['seq', 'person_id', 'at'])
    .executeTakeFirst();
  const goesOn =
    last && last.person_id === change.personId && change.at.getTime() - last.at.getTime() < sameEditMs;
  if (goesOn) {
    await trx
      .updateTable('plan_change')
      .set({ after: text(change.after), at: change.at })
      .where('document_id', '=', documentId)
      .where('card_id', '=', change.cardId)
      .where('field', '=', change.field)
      .where('seq', '=', last.seq)
      .execute();
    return;
  }
  await trx
    .insertInto('plan_change')
    .values({
      document_id: documentId,
      seq: change.seq,
      card_id: change.cardId,
      field: change.field,
      before: text(change.before),
      after: text(change.after),
      person_id: change.personId,
      at: change.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
