import * as Y from 'yjs';
import { sql } from 'kysely';
import { addCard, fieldText, readCards, deleteCard } from '#domain/plan/document.ts';
import type { Card, CardKind, NewCard } from '#domain/plan/card.ts';
import type { DocumentId } from '#domain/ids.ts';
import { writeCards } from '../plan/rows.ts';
import { rooms, type PersonKey, type RoomKey } from './people.ts';
import type { Stage } from './stage.ts';

/**
 * Somebody writes in a room's plan: one row of the document's log with its author and time, as the realtime server
 * writes it; the projector makes the history of it at the next start.
 */
export async function writePlan(
  stage: Stage,
  { room, by, at }: { room: RoomKey; by: PersonKey; at: Date },
  change: (doc: Y.Doc) => void,
): Promise<void> {
  const { trx } = stage;
  const document = await trx
    .selectFrom('document')
    .where('room_id', '=', stage.rooms[room])
    .where('kind', '=', 'plan')
    .select(['id', 'merged'])
    .executeTakeFirstOrThrow();
  const doc = new Y.Doc();
  if (document.merged) Y.applyUpdate(doc, document.merged);
  const log = trx.selectFrom('document_update').where('document_id', '=', document.id).orderBy('seq');
  for (const { update } of await log.select('update').execute()) Y.applyUpdate(doc, update);
  const before = Y.encodeStateVector(doc);
  change(doc);
  const { seq } = await trx
    .updateTable('document')
    .set({ seq: sql`seq + 1` })
    .where('id', '=', document.id)
    .returning('seq')
    .executeTakeFirstOrThrow();
  await trx
    .insertInto('document_update')
    .values({
      ...{ document_id: document.id, seq, person_id: stage.people[by], at },
      update: Buffer.from(Y.encodeStateAsUpdate(doc, before)),
    })
    .execute();
  await writeCards(trx, document.id as DocumentId, readCards(doc), at);
  doc.destroy();
}

/** Writes the aim into the card that every plan begins with. */
export function setAim(doc: Y.Doc, texts: NonNullable<NewCard['texts']>): void {
  const aim = firstOf(doc, 'aim');
  for (const [field, text] of Object.entries(texts)) {
    const shared = aim && fieldText(doc, aim.id, field as keyof typeof texts);
    if (!shared) continue;
    shared.delete(0, shared.length);
    shared.insert(0, text);
  }
}

/** Takes away the note that tells how to begin. */
export function dropFirstNote(doc: Y.Doc, at: Date): void {
  const note = firstOf(doc, 'note');
  if (note) deleteCard(doc, note.id, at);
}

export const addCards = (doc: Y.Doc, room: RoomKey, cards: readonly NewCard[]): void => {
  for (const card of cards) addCard(doc, card, rooms[room].lang);
};

const firstOf = (doc: Y.Doc, kind: CardKind): Card | undefined =>
  readCards(doc).find((card) => card.kind === kind && card.deletedAt === null);
