import { isId } from '#domain/ids.ts';
import { cardFields, isCardKind, type CardField } from '#domain/plan/card.ts';
import { contentCards, type ContentCard, type PlanContent } from '#domain/plan/content.ts';
import { rewind } from '#domain/plan/history.ts';
import type { NoteBody } from '#domain/plan/note-body.ts';
import { instant } from '#domain/plan/versions.ts';
import type { ReadContext } from '../context.ts';
import { planAccess } from './document.ts';

/** What is to be put back: cards as they were, all of them or one. */
export interface Restorable {
  at: Date;
  /** The one card that is put back; null for the whole plan. */
  cardId: string | null;
  cards: ContentCard[];
  /** The bodies of notes as they were, by card; [] where there was none. Those of which nobody knows are left out. */
  notes: Record<string, NoteBody>;
}

/**
 * A card or the plan as in a version (`which` is its id), or a card as it was before an instant. Null when there is no such thing
 * (any more), so that the plan opens all the same. Members only.
 */
export async function restorable(
  ctx: ReadContext,
  roomId: string,
  { which, cardId }: { which: string; cardId: string | null },
): Promise<Restorable | null> {
  const { documentId } = await planAccess(ctx, roomId);
  const before = instant(which);
  if (before) return cardId && isId(cardId) ? cardBefore(ctx, { documentId, roomId }, cardId, before) : null;
  if (!isId(which)) return null;
  const row = await ctx.db
    .selectFrom('plan_version')
    .where('document_id', '=', documentId)
    .where('id', '=', which)
    .select(['at', 'content'])
    .executeTakeFirst();
  if (!row) return null;
  const { cards, notes } = row.content as unknown as Omit<PlanContent, 'notes'> & Partial<PlanContent>;
  const wanted = cards.filter(({ id }) => cardId === null || id === cardId);
  if (wanted.length === 0 && cardId !== null) return null;
  const ofNotes = notes ? wanted.filter(({ kind }) => kind === 'note') : [];
  const bodies = Object.fromEntries(ofNotes.map(({ id }) => [id, notes![id] ?? []]));
  return { at: row.at, cardId, cards: wanted, notes: bodies };
}

async function cardBefore(
  { db }: ReadContext,
  { documentId, roomId }: { documentId: string; roomId: string },
  cardId: string,
  at: Date,
): Promise<Restorable | null> {
  const row = await db
    .selectFrom('plan_card')
    .where('document_id', '=', documentId)
    .where('card_id', '=', cardId)
    .selectAll()
    .executeTakeFirst();
  if (!row || !isCardKind(row.kind)) return null;
  // Of each field the first change since then: what it was before that it was at that moment, however often it changed later.
  const since = await db
    .selectFrom('plan_change')
    .distinctOn('field')
    .where('document_id', '=', documentId)
    .where('card_id', '=', cardId)
    .where('at', '>=', at)
    .where('lost', '=', false)
    .orderBy('field')
    .orderBy('at')
    .orderBy('seq')
    .select(['field', 'before', 'lost'])
    .execute();
  const now = { ...(row.fields as object), ...(row.card_values as object), lang: row.lang };
  const then = rewind(now as Record<string, string>, since);
  const own: readonly string[] = cardFields[row.kind];
  const pick = (wanted: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(then).filter(([name]) => wanted(name)));
  const [card] = contentCards([
    {
      ...{ id: row.card_id, kind: row.kind, order: row.position, section: row.section, deletedAt: null },
      lang: then['lang'] ?? row.lang,
      fields: pick((name) => own.includes(name)) as Partial<Record<CardField, string>>,
      values: pick((name) => !own.includes(name) && name !== 'lang'),
    },
  ]);
  const body = await bodyBefore(db, roomId, cardId, at);
  return card ? { at, cardId, cards: [card], notes: body ? { [cardId]: body } : {} } : null;
}

/** The body of a note as it was; null when it is the same, or when that was not kept. */
async function bodyBefore(
  db: ReadContext['db'],
  roomId: string,
  cardId: string,
  at: Date,
): Promise<NoteBody | null> {
  const row = await db
    .selectFrom('plan_change')
    .innerJoin('document', 'document.id', 'plan_change.document_id')
    .where('document.room_id', '=', roomId)
    .where('document.kind', '=', 'notes')
    .where('card_id', '=', cardId)
    .where('at', '>=', at)
    .orderBy('at')
    .orderBy('plan_change.seq')
    .select('body_before')
    .executeTakeFirst();
  return (row?.body_before ?? null) as NoteBody | null;
}
