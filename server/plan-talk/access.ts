import { isCardKind, type Card } from '#domain/plan/card.ts';
import { talkAbilities, threadAbilities, type ThreadAbilities } from '#domain/plan/talk-abilities.ts';
import type { CardId, PlanThreadId } from '#domain/ids.ts';
import { reading, type ReadContext, type WriteContext } from '../context.ts';
import { sql } from '../db/database.ts';
import { conflict, notFound } from '../errors.ts';
import { roomAccess, type RoomAccess } from '../room/access.ts';

type TalkedCard = Pick<Card, 'id' | 'kind' | 'fields'>;

/** The room of a card, for those who may say something there; `conflict` when the card is gone or not known yet. */
export async function cardAccess(
  ctx: WriteContext,
  { roomId, cardId }: { roomId: string; cardId: CardId },
): Promise<RoomAccess & { card: TalkedCard; institutionId: NonNullable<RoomAccess['institutionId']> }> {
  const access = await roomAccess(reading(ctx), roomId);
  if (!talkAbilities(access.abilities).comment || !access.institutionId) throw notFound('card');
  const row = await ctx.trx
    .selectFrom('plan_card')
    .innerJoin('document', 'document.id', 'plan_card.document_id')
    .where('document.room_id', '=', access.roomId)
    .where('card_id', '=', cardId)
    .select(['plan_card.kind', 'fields', 'deleted_at'])
    .executeTakeFirst();
  // A card is known here two seconds after it was written.
  if (!row || !isCardKind(row.kind)) throw conflict('talk_error_card_unknown');
  if (row.deleted_at) throw conflict('talk_error_card_deleted');
  const card = { id: cardId, kind: row.kind, fields: row.fields as Card['fields'] };
  return { ...access, institutionId: access.institutionId, card };
}

export interface ThreadAccess {
  threadId: PlanThreadId;
  cardId: CardId;
  room: RoomAccess;
  /** The institution through which the actor speaks. */
  institutionId: string;
  resolved: boolean;
  abilities: ThreadAbilities;
}

/** For commands: takes the thread's lock, so that two at once see each other. `not_found` without a right to its room. */
export async function lockThread(ctx: WriteContext, id: string): Promise<ThreadAccess> {
  const { rows } = await sql<ThreadRow>`
    SELECT id, room_id, card_id, begun_by FROM plan_thread WHERE id = ${id} FOR UPDATE`.execute(ctx.trx);
  const row = rows[0];
  // What does not exist is asked about as well: it must not answer sooner.
  const room = await roomAccess(reading(ctx), row?.room_id ?? id);
  if (!row || !room.institutionId) throw notFound('thread');
  const standing = await standingOf(reading(ctx), id);
  const mine = row.begun_by === ctx.actor.personId;
  return {
    threadId: row.id as PlanThreadId,
    cardId: row.card_id as CardId,
    room,
    institutionId: room.institutionId,
    resolved: standing.resolved,
    abilities: threadAbilities(room.abilities, { mine, ...standing }),
  };
}

interface ThreadRow {
  id: string;
  room_id: string;
  card_id: string;
  begun_by: string;
}

/** A thread is carried while it waits for a session, or stands on the agenda of one that is not over. */
export const isCarried = sql<boolean>`EXISTS (SELECT FROM plan_carry LEFT JOIN session ON session.id = plan_carry.session_id
  WHERE plan_carry.thread_id = plan_thread.id AND (plan_carry.session_id IS NULL
    OR (session.ended_at IS NULL AND session.cancelled_at IS NULL)))`;

async function standingOf({ db }: ReadContext, threadId: string) {
  return db
    .selectFrom('plan_thread')
    .where('id', '=', threadId)
    .select([
      sql<boolean>`EXISTS (SELECT FROM plan_resolution
        WHERE thread_id = plan_thread.id AND reopened_at IS NULL)`.as('resolved'),
      isCarried.as('carried'),
    ])
    .executeTakeFirstOrThrow();
}
