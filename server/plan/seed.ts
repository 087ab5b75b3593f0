import * as Y from 'yjs';
import type { NewCard } from '#domain/plan/card.ts';
import { addCard, readCards, readSections, setSections, startDocument } from '#domain/plan/document.ts';
import type { Section } from '#domain/plan/section.ts';
import { firstPlan } from '#domain/plan/template.ts';
import { newId, type DocumentId } from '#domain/ids.ts';
import type { Lang } from '#domain/person/lang.ts';
import type { Tx } from '../db/database.ts';
import { templateOfRoom } from '../plan-template/queries.ts';
import { writeCards, writeSections } from './rows.ts';

/**
 * Makes a room's plan in the transaction that makes the room: with the given cards, or as its network's template for the
 * step of its twinning has it. Only the server seeds a document: two browsers that did would double it.
 */
export async function seedPlan(
  trx: Tx,
  room: { roomId: string; lang: Lang; at: Date; cards?: readonly NewCard[]; sections?: readonly Section[] },
): Promise<DocumentId> {
  const { sections = [], cards } = room.cards
    ? { ...room, cards: room.cards }
    : firstPlan(await templateOfRoom(trx, room.roomId), room.lang);
  const doc = new Y.Doc();
  startDocument(doc);
  setSections(doc, sections);
  for (const card of cards) addCard(doc, card, room.lang);
  const id = newId<DocumentId>();
  await trx
    .insertInto('document')
    .values({
      id,
      room_id: room.roomId,
      kind: 'plan',
      merged: Buffer.from(Y.encodeStateAsUpdate(doc)),
      created_at: room.at,
    })
    .execute();
  await seedNotes(trx, room);
  await writeCards(trx, id, readCards(doc), room.at);
  await writeSections(trx, id, readSections(doc));
  doc.destroy();
  return id;
}

/** The room's second document: the bodies of its notes, opened only when somebody opens one. */
async function seedNotes(trx: Tx, room: { roomId: string; at: Date }): Promise<void> {
  const doc = new Y.Doc();
  startDocument(doc);
  const merged = Buffer.from(Y.encodeStateAsUpdate(doc));
  doc.destroy();
  await trx
    .insertInto('document')
    .values({ id: newId(), room_id: room.roomId, kind: 'notes', merged, created_at: room.at })
    .execute();
}
