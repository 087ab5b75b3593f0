import { sql } from 'kysely';
import type { Card } from '#domain/plan/card.ts';
import type { Database, Tx } from '../db/database.ts';

/** Postgres keeps no NUL in text; a shared text may hold one. */
const storable = (text: string): string => text.replaceAll('\u0000', '');

const storableFields = (card: Card): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(card.fields).map(([key, value]) => [key, storable(value)])),
  );

/** Writes the cards of a document as rows: what a page shows first, and what search and mail read. */
export async function writeCards(
  trx: Tx | Database,
  documentId: string,
  cards: readonly Card[],
  at: Date,
): Promise<void> {
  if (cards.length === 0) return;
  await trx
    .insertInto('plan_card')
    .values(
      cards.map((card) => ({
        document_id: documentId,
        card_id: card.id,
        kind: card.kind,
        position: storable(card.order),
        lang: storable(card.lang),
        fields: storableFields(card),
        deleted_at: card.deletedAt === null ? null : new Date(card.deletedAt),
        updated_at: at,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['document_id', 'card_id']).doUpdateSet({
        kind: sql`excluded.kind`,
        position: sql`excluded.position`,
        lang: sql`excluded.lang`,
        fields: sql`excluded.fields`,
        deleted_at: sql`excluded.deleted_at`,
        updated_at: sql`excluded.updated_at`,
      }),
    )
    .execute();
}
