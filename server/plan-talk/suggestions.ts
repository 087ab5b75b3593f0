import type * as v from 'valibot';
import type { CardId, PlanSuggestionId } from '#domain/ids.ts';
import { headline } from '#domain/plan/card.ts';
import { isFieldOf, mostOnCard, type Decision } from '#domain/plan/talk.ts';
import { suggestionAbilities } from '#domain/plan/talk-abilities.ts';
import type { declineSuggestion, makeSuggestion, thisSuggestion } from '#domain/plan/talk-schemas.ts';
import { reading, type WriteContext } from '../context.ts';
import { sql } from '../db/database.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { recordEvent } from '../event/record.ts';
import { notifyLive } from '../live/notify.ts';
import { enqueueMessage } from '../messaging/outbox.ts';
import { roomAccess } from '../room/access.ts';
import { cardAccess } from './access.ts';
import { headlineOf, speaking } from './tell.ts';

/** Suggests another wording for a field. Sent twice with the same id it is made once. */
export async function suggest(
  ctx: WriteContext,
  input: v.InferOutput<typeof makeSuggestion>,
): Promise<{ suggestionId: PlanSuggestionId }> {
  const { card, roomId, institutionId } = await cardAccess(ctx, input);
  if (!isFieldOf(card.kind, input.field)) throw invalid({ field: 'talk_error_field' });
  if (input.after.trim() === input.before.trim()) throw invalid({ after: 'talk_error_same' });
  const { id, cardId, field, before, after, reason } = input;
  const made = await ctx.trx
    .insertInto('plan_suggestion')
    .values({
      ...{ id, room_id: roomId, card_id: cardId, field, before, after, reason },
      ...{ lang: ctx.actor.lang, by: ctx.actor.personId, institution_id: institutionId, at: ctx.now },
    })
    .onConflict((clash) => clash.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) return suggestedBefore(ctx, input);
  if ((await openOn(ctx, roomId, cardId)) > mostOnCard) throw conflict('talk_error_many_suggestions');
  await recordEvent(ctx, {
    ...{ roomId, kind: 'suggestion_made', institutionId, data: { title: headline(card), cardId } },
    ...{ subjectKind: 'plan_suggestion', subjectId: id },
  });
  return { suggestionId: id };
}

async function openOn({ trx }: WriteContext, roomId: string, cardId: string): Promise<number> {
  const { open } = await trx
    .selectFrom('plan_suggestion')
    .where('room_id', '=', roomId)
    .where('card_id', '=', cardId)
    .where('decision', 'is', null)
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .executeTakeFirstOrThrow();
  return Number(open);
}

/** The same form again is the same suggestion; other words under its id are refused rather than lost. */
async function suggestedBefore(
  { trx, actor }: WriteContext,
  input: v.InferOutput<typeof makeSuggestion>,
): Promise<{ suggestionId: PlanSuggestionId }> {
  const same = await trx
    .selectFrom('plan_suggestion')
    .where('id', '=', input.id)
    .where('by', '=', actor.personId)
    .where('room_id', '=', input.roomId)
    .where('card_id', '=', input.cardId)
    .select(['field', 'after', 'reason'])
    .executeTakeFirst();
  if (!same) throw notFound('suggestion');
  if (same.field !== input.field || same.after !== input.after || same.reason !== input.reason)
    throw conflict('talk_error_again');
  return { suggestionId: input.id };
}

/**
 * Accepts a suggestion: of two at once the first. The words themselves are written into the shared text by the page of who
 * accepts, as any other change is.
 */
export const accept = (ctx: WriteContext, input: v.InferOutput<typeof thisSuggestion>): Promise<void> =>
  decide(ctx, input.suggestionId, 'accepted');

/** Declines a suggestion, perhaps with a reason; whoever made it is told. */
export const decline = (ctx: WriteContext, input: v.InferOutput<typeof declineSuggestion>): Promise<void> =>
  decide(ctx, input.suggestionId, 'declined', input.reason);

/** Takes one's own suggestion back. */
export const withdraw = (ctx: WriteContext, input: v.InferOutput<typeof thisSuggestion>): Promise<void> =>
  decide(ctx, input.suggestionId, 'withdrawn');

const needs = { accepted: 'accept', declined: 'decline', withdrawn: 'withdraw' } as const;

const tooLate = {
  accepted: 'talk_error_accepted',
  declined: 'talk_error_declined',
  withdrawn: 'talk_error_withdrawn',
} as const;

async function decide(ctx: WriteContext, id: string, decision: Decision, reason = ''): Promise<void> {
  const { trx, actor, now } = ctx;
  const found = await lock(ctx, id);
  // It may be accepted only while the card is there: its words would go nowhere.
  if (decision === 'accepted' && found.decision === null)
    await cardAccess(ctx, { roomId: found.roomId, cardId: found.cardId });
  const mine = found.by === actor.personId;
  const may = suggestionAbilities(found.room.abilities, { mine, open: true })[needs[decision]];
  if (!may) throw notFound('suggestion');
  if (found.decision === decision && found.decidedBy === actor.personId) return;
  if (found.decision !== null) throw conflict(tooLate[found.decision as Decision]);
  await trx
    .updateTable('plan_suggestion')
    .set({ decision, decided_by: actor.personId, decided_at: now, decision_reason: reason })
    .where('id', '=', id)
    .execute();
  await announce(ctx, found, decision, reason);
}

async function lock(ctx: WriteContext, id: string) {
  const { rows } = await sql<{
    room_id: string;
    card_id: string;
    by: string;
    after: string;
    decision: string | null;
    decided_by: string | null;
  }>`SELECT * FROM plan_suggestion WHERE id = ${id} FOR UPDATE`.execute(ctx.trx);
  const row = rows[0];
  // What does not exist is asked about as well: it must not answer sooner.
  const room = await roomAccess(reading(ctx), row?.room_id ?? id);
  if (!row) throw notFound('suggestion');
  const { by, after, decision, decided_by: decidedBy } = row;
  return { id, room, roomId: room.roomId, cardId: row.card_id as CardId, by, after, decision, decidedBy };
}

async function announce(
  ctx: WriteContext,
  { id, room, roomId, cardId, by, after }: Awaited<ReturnType<typeof lock>>,
  decision: Decision,
  reason: string,
): Promise<void> {
  if (decision === 'withdrawn') return notifyLive(ctx.trx, `room:${roomId}`, ctx.now);
  const title = await headlineOf(ctx, roomId, cardId);
  await recordEvent(ctx, {
    ...{ roomId, kind: `suggestion_${decision}`, institutionId: room.institutionId },
    ...{ subjectKind: 'plan_suggestion', subjectId: id, data: { title, cardId } },
  });
  if (by === ctx.actor.personId || !(await isHere(ctx, roomId, by))) return;
  await enqueueMessage(ctx.trx, {
    ...{ key: `plan_suggestion:${id}`, personId: by, roomId, at: ctx.now },
    template: 'suggestion_decided',
    data: {
      ...(await speaking(ctx, roomId)),
      ...{ roomId, cardId, title, wording: after, accepted: decision === 'accepted', reason },
    },
  });
}

async function isHere({ trx }: WriteContext, roomId: string, personId: string): Promise<boolean> {
  const place = await trx
    .selectFrom('room_member')
    .where('room_id', '=', roomId)
    .where('person_id', '=', personId)
    .select('person_id')
    .executeTakeFirst();
  return place !== undefined;
}
