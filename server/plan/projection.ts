import { sql } from 'kysely';
import type pg from 'pg';
import { headline, type Card } from '#domain/plan/card.ts';
import { newId } from '#domain/ids.ts';
import { inTransaction, type Database, type Tx } from '../db/database.ts';
import { notifyLive } from '../live/notify.ts';
import { loadDocument, type LogRow } from '../realtime/store.ts';
import { writeNotes } from './note-rows.ts';
import { lockPlan } from './present.ts';
import { gone, type Change, type Reading, type Unread } from './reading.ts';
import { writeCards, writeSections } from './rows.ts';
import { writeChanges } from './write-changes.ts';

const sameWorkMs = 3_600_000;
/** So many rows are read at a time: each change of author costs a look at all cards. */
const rowsAtOnce = 500;

/** Reads a plan where that holds up nobody; rejects when it takes too long. */
export type ReadPlan = (unread: Unread) => Promise<Reading>;

/**
 * Turns the log rows of a document that nobody has read yet into `plan_card` or `plan_note` and `plan_change` rows. The author comes
 * from the log row. Compaction never goes beyond what this has read. Says whether there was anything to read.
 */
export async function projectDocument(
  db: Database,
  pool: pg.Pool,
  read: ReadPlan,
  documentId: string,
): Promise<boolean> {
  let any = false;
  while (await projectRows(db, pool, read, documentId)) any = true;
  return any;
}

async function projectRows(
  db: Database,
  pool: pg.Pool,
  read: ReadPlan,
  documentId: string,
): Promise<boolean> {
  const stand = await standOf(db, documentId);
  const stored = stand && (await loadDocument(pool, documentId));
  if (!stored) return false;
  const { kind, projected_seq: from } = stand;
  const isKnown = ({ seq }: LogRow) => seq <= from;
  const rows = stored.tail.filter((row) => !isKnown(row)).slice(0, rowsAtOnce);
  const last = rows.at(-1);
  if (!last) return false;
  const known = [stored.merged, ...stored.tail.filter(isKnown).map(({ update }) => update)];
  // No connection is held while it is read.
  const reading = await read({ kind, known, rows });
  await inTransaction(db, async (trx) => {
    // One projection of a document at a time, without holding up those who write to it.
    await lockPlan(trx, documentId);
    // Another node was quicker: what it left is read anew.
    if ((await standOf(trx, documentId))?.projected_seq !== from) return;
    await writeReading(trx, documentId, reading, last);
    if (kind === 'plan') await writeSections(trx, documentId, reading.sections);
  });
  if (reading.changes.length > 0) await markUnkept(db, documentId, last.at);
  return true;
}

/** From now on there is something in the plan, or in its notes, that no version has. */
const markUnkept = (db: Database, documentId: string, at: Date) =>
  sql`UPDATE document SET unkept_since = ${at} FROM document AS changed WHERE changed.id = ${documentId}
    AND document.room_id = changed.room_id AND document.kind = 'plan' AND document.unkept_since IS NULL`.execute(
    db,
  );

const standOf = (db: Tx | Database, documentId: string) =>
  db.selectFrom('document').where('id', '=', documentId).select(['projected_seq', 'kind']).executeTakeFirst();

async function writeReading(
  trx: Tx,
  documentId: string,
  { cards, notes, changes }: Reading,
  last: LogRow,
): Promise<void> {
  const changed = new Set(changes.map((change) => change.cardId));
  const toWrite = cards.filter((card) => changed.has(card.id));
  await writeCards(trx, documentId, toWrite, last.at);
  await writeNotes(trx, documentId, notes, last.at);
  await writeChanges(trx, documentId, changes);
  await markGone(trx, documentId, changes, last.at);
  await recordWork(trx, documentId, changes, new Map(cards.map((card) => [card.id, card])));
  await trx
    .updateTable('document')
    .set({ projected_seq: last.seq })
    .where('id', '=', documentId)
    .where('projected_seq', '<', last.seq)
    .execute();
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
    if (!recent)
      await recordWorkOf(
        trx,
        roomId,
        change,
        card ? headline(card) : await titleOf(trx, roomId, change.cardId),
      );
  }
}

/** What the card of a note is called; its document does not say. A note under the id of another room's card tells nothing of it. */
async function titleOf(trx: Tx, roomId: string, cardId: string): Promise<string> {
  const card = await trx
    .selectFrom('plan_card')
    .innerJoin('document', 'document.id', 'plan_card.document_id')
    .where('document.room_id', '=', roomId)
    .where('card_id', '=', cardId)
    .select(['plan_card.kind', 'fields'])
    .executeTakeFirst();
  return card ? headline({ ...card, fields: card.fields as Card['fields'] } as Card) : '';
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
