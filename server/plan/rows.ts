import { sql } from 'kysely';
import type { Card } from '#domain/plan/card.ts';
import type { Section } from '#domain/plan/section.ts';
import { areStandard } from '#domain/plan/template.ts';
import type { Database, Tx } from '../db/database.ts';
import { inParts } from '../db/in-parts.ts';

/** Postgres keeps no NUL in text; a shared text may hold one. */
const storable = (text: string): string => text.replaceAll('\u0000', '');

const storableTexts = (texts: Card['fields'] | Card['values']): string =>
  JSON.stringify(Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, storable(value)])));

/** Writes the sections of a plan, null where it has only the usual ones. */
export async function writeSections(
  trx: Tx | Database,
  documentId: string,
  sections: readonly Section[],
): Promise<void> {
  const own = areStandard(sections) ? null : storable(JSON.stringify(sections));
  await trx.updateTable('document').set({ sections: own }).where('id', '=', documentId).execute();
}

/** Writes the cards of a document as rows: what a page shows first, and what search and mail read. */
export async function writeCards(
  trx: Tx | Database,
  documentId: string,
  cards: readonly Card[],
  at: Date,
): Promise<void> {
  for (const part of inParts(cards)) await writeSome(trx, documentId, part, at);
}

async function writeSome(
  trx: Tx | Database,
  documentId: string,
  cards: readonly Card[],
  at: Date,
): Promise<void> {
  await trx
    .insertInto('plan_card')
    .values(
      cards.map((card) => ({
        document_id: documentId,
        card_id: card.id,
        kind: card.kind,
        position: storable(card.order),
        lang: storable(card.lang),
        fields: storableTexts(card.fields),
        card_values: storableTexts(card.values),
        section: card.section === null ? null : storable(card.section),
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
        card_values: sql`excluded.card_values`,
        section: sql`excluded.section`,
        deleted_at: sql`excluded.deleted_at`,
        updated_at: sql`excluded.updated_at`,
      }),
    )
    .execute();
}
