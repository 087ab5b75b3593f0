import { sql } from 'kysely';
import { cardKinds, isCardKind, type Card } from '#domain/plan/card.ts';
import type { NoteBody } from '#domain/plan/note-body.ts';
import { sectionsFrom, type Section } from '#domain/plan/section.ts';
import type { DocumentId } from '#domain/ids.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { roomAccess } from '../room/access.ts';
import { noteBodies } from './note-rows.ts';

export interface PlanPage {
  documentId: DocumentId;
  canEdit: boolean;
  /** The document is worth asking for ahead of the socket (`document`): it is large, and this device does not keep it. */
  ahead: boolean;
  cards: Card[];
  sections: Section[];
  /** The document of the notes' bodies, and these bodies by card. */
  notesId: DocumentId;
  notes: Readonly<Record<string, NoteBody>>;
}

/** A page begins with no more, however many a program has written; the others come with the document. */
const mostCards = 600;
/** With fewer bytes the socket is as fast. */
const worthAsking = 8_000;
/** So many fill a phone's screen and more. */
const firstCards = 12;

/**
 * A room's plan as it was last projected: what a page shows before it is synced. `kept`: the device keeps the plan, a few cards are enough to
 * begin with; `whole`: all of them, however many, for what has nothing else. Members only.
 */
export async function open(
  ctx: ReadContext,
  roomId: string,
  { kept = false, whole = false }: { kept?: boolean; whole?: boolean } = {},
): Promise<PlanPage> {
  const access = await roomAccess(ctx, roomId);
  const documents = await ctx.db
    .selectFrom('document')
    .where('room_id', '=', access.roomId)
    .select(['id', 'kind', 'sections', sql<number>`octet_length(merged)`.as('bytes')])
    .execute();
  const document = documents.find(({ kind }) => kind === 'plan');
  const notes = documents.find(({ kind }) => kind === 'notes');
  if (!document || !notes) throw notFound('plan');
  return {
    documentId: document.id as DocumentId,
    canEdit: access.abilities.editPlan,
    ahead: !kept && document.bytes > worthAsking,
    cards: await cardRows(ctx, document.id, whole ? undefined : kept ? firstCards : mostCards),
    sections: sectionsOf(document.sections),
    notesId: notes.id as DocumentId,
    notes: await noteBodies(ctx.db, access.roomId),
  };
}

/** A room's plan as it was last folded together (a Yjs update); what came since is in the log, and comes over the socket. Members only. */
export async function document(ctx: ReadContext, roomId: string): Promise<Uint8Array | null> {
  const access = await roomAccess(ctx, roomId);
  const row = await ctx.db
    .selectFrom('document')
    .where('room_id', '=', access.roomId)
    .where('kind', '=', 'plan')
    .select('merged')
    .executeTakeFirst();
  return row?.merged ?? null;
}

export const sectionsOf = (kept: unknown): Section[] =>
  sectionsFrom(Array.isArray(kept) ? (kept as Section[]).map((section) => [section.id, section]) : []);

const inReadingOrder = sql`array_position(${[...cardKinds]}::text[], kind)`;

/** The living cards of a plan as they were last projected, or the first of them. */
export async function cardRows(
  { db }: Pick<ReadContext, 'db'>,
  documentId: string,
  first?: number,
): Promise<Card[]> {
  const rows = await db
    .selectFrom('plan_card')
    .where('document_id', '=', documentId)
    .where('deleted_at', 'is', null)
    .orderBy(inReadingOrder)
    .orderBy('position')
    .orderBy('card_id')
    .$if(first !== undefined, (query) => query.limit(first!))
    .selectAll()
    .execute();
  return rows.flatMap((row) =>
    isCardKind(row.kind)
      ? [
          {
            id: row.card_id,
            kind: row.kind,
            order: row.position,
            lang: row.lang,
            fields: row.fields as Card['fields'],
            values: row.card_values as Card['values'],
            section: row.section,
            deletedAt: null,
          },
        ]
      : [],
  );
}

/** What changed in a room's plan, newest first: who, which field, before and after. Members only. */
export async function changes(ctx: ReadContext, roomId: string, { limit = 50 } = {}) {
  const access = await roomAccess(ctx, roomId);
  return ctx.db
    .selectFrom('plan_change')
    .innerJoin('document', 'document.id', 'plan_change.document_id')
    .leftJoin('person', 'person.id', 'plan_change.person_id')
    .where('document.room_id', '=', access.roomId)
    .orderBy('plan_change.at', 'desc')
    .limit(limit)
    .select([
      'plan_change.card_id as cardId',
      'plan_change.field',
      'plan_change.before',
      'plan_change.after',
      'plan_change.at',
      'person.id as personId',
      'person.name as personName',
    ])
    .execute();
}
