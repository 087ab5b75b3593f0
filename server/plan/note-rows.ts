import { sql } from 'kysely';
import type { NoteBody } from '#domain/plan/note-body.ts';
import type { Database, Tx } from '../db/database.ts';
import { inParts } from '../db/in-parts.ts';
import type { ReadNote } from './note-reading.ts';

/** Writes notes as rows: what a page shows first, and what search, history and export read. */
export async function writeNotes(
  trx: Tx | Database,
  documentId: string,
  notes: readonly ReadNote[],
  at: Date,
): Promise<void> {
  for (const part of inParts(notes)) await writeSome(trx, documentId, part, at);
}

async function writeSome(
  trx: Tx | Database,
  documentId: string,
  notes: readonly ReadNote[],
  at: Date,
): Promise<void> {
  await trx
    .insertInto('plan_note')
    .values(
      notes.map(({ cardId, body, text }) => ({
        ...{ document_id: documentId, card_id: cardId, text, updated_at: at },
        body: JSON.stringify(body),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['document_id', 'card_id']).doUpdateSet({
        body: sql`excluded.body`,
        text: sql`excluded.text`,
        updated_at: sql`excluded.updated_at`,
      }),
    )
    .execute();
}

/** The bodies of a room's notes by card, as they were last read; those that hold nothing are left out. */
export async function noteBodies(
  db: Tx | Database,
  roomId: string,
): Promise<Readonly<Record<string, NoteBody>>> {
  const rows = await db
    .selectFrom('plan_note')
    .innerJoin('document', 'document.id', 'plan_note.document_id')
    .where('document.room_id', '=', roomId)
    .where('document.kind', '=', 'notes')
    .select(['plan_note.card_id', 'plan_note.body'])
    .execute();
  return Object.fromEntries(
    rows.flatMap(({ card_id: id, body }) => {
      const blocks = body as unknown as NoteBody;
      return blocks.length > 0 ? [[id, blocks]] : [];
    }),
  );
}
