import type * as v from 'valibot';
import { newId, type AgendaItemId } from '#domain/ids.ts';
import type { thisThread } from '#domain/plan/talk-schemas.ts';
import { agendaRows } from '#domain/session/session.ts';
import type { WriteContext } from '../context.ts';
import { sql } from '../db/database.ts';
import { conflict, notFound } from '../errors.ts';
import { linkSubjects, recordEvent } from '../event/record.ts';
import { notifyLive } from '../live/notify.ts';
import { lockThread, type ThreadAccess } from './access.ts';
import { headlineOf } from './tell.ts';

/** So many minutes a thread gets on an agenda; who leads the session changes them. */
const minutes = 10;
const longestTitle = 120;

/**
 * Carries an open thread to the room's next session that is planned and has room for it; with none, it waits for one. What is
 * on an agenda already, or waits, is not carried twice.
 */
export async function carry(ctx: WriteContext, input: v.InferOutput<typeof thisThread>): Promise<void> {
  const thread = await lockThread(ctx, input.threadId);
  if (!thread.room.abilities.editPlan) throw notFound('thread');
  if (thread.resolved) throw conflict('talk_error_resolved');
  if (!thread.abilities.carry) return;
  const state = { by: ctx.actor.personId, at: ctx.now, session_id: null };
  await ctx.trx
    .insertInto('plan_carry')
    .values({ thread_id: thread.threadId, ...state })
    .onConflict((clash) => clash.column('thread_id').doUpdateSet(state))
    .execute();
  const { roomId } = thread.room;
  const { cardId, threadId, institutionId } = thread;
  await recordEvent(ctx, {
    ...{ roomId, kind: 'thread_carried', institutionId, subjectKind: 'plan_thread', subjectId: threadId },
    data: { title: await headlineOf(ctx, roomId, cardId), cardId },
  });
  await landIn(ctx, roomId);
}

/**
 * After a session was planned, called off or given another agenda: what waits lands on the next agenda, what stood on one that
 * is off goes on, and what was taken off an agenda is not carried any more.
 */
export async function landCarried(ctx: WriteContext, sessionId: string): Promise<void> {
  const { room_id: roomId } = await ctx.trx
    .selectFrom('session')
    .where('id', '=', sessionId)
    .select('room_id')
    .executeTakeFirstOrThrow();
  await sql`UPDATE plan_carry SET session_id = NULL FROM session
    WHERE session.id = plan_carry.session_id AND session.room_id = ${roomId} AND session.cancelled_at IS NOT NULL`.execute(
    ctx.trx,
  );
  await sql`DELETE FROM plan_carry USING session
    WHERE session.id = plan_carry.session_id AND session.room_id = ${roomId} AND session.opened_at IS NULL
      AND NOT EXISTS (SELECT FROM agenda_item WHERE agenda_item.session_id = plan_carry.session_id
        AND agenda_item.thread_id = plan_carry.thread_id)`.execute(ctx.trx);
  await landIn(ctx, roomId);
}

async function landIn(ctx: WriteContext, roomId: string): Promise<void> {
  for (const { thread_id: threadId, card_id: cardId, words } of await waiting(ctx, roomId)) {
    const session = await nextWithRoom(ctx, roomId);
    if (!session) return;
    const title = titleOf(await headlineOf(ctx, roomId, cardId), words);
    await putOnAgenda(ctx, session.id, { threadId, title });
    await ctx.trx
      .updateTable('plan_carry')
      .set({ session_id: session.id })
      .where('thread_id', '=', threadId)
      .execute();
    await linkSubjects(ctx, {
      ...{ roomId, from: ['plan_thread', threadId], to: ['session', session.id], verb: 'carried_to' },
    });
    await notifyLive(ctx.trx, `session:${session.id}`, ctx.now);
  }
}

/** Locked, so that of two who land them at once the second finds none. */
async function waiting({ trx }: WriteContext, roomId: string) {
  const { rows } = await sql<{ thread_id: string; card_id: string; words: string }>`
    SELECT plan_carry.thread_id, plan_thread.card_id,
      coalesce((SELECT text FROM plan_comment WHERE thread_id = plan_thread.id ORDER BY at, id LIMIT 1), '') AS words
    FROM plan_carry JOIN plan_thread ON plan_thread.id = plan_carry.thread_id
    WHERE plan_thread.room_id = ${roomId} AND plan_carry.session_id IS NULL
      AND NOT EXISTS (SELECT FROM plan_resolution WHERE thread_id = plan_thread.id AND reopened_at IS NULL)
    ORDER BY plan_carry.at, plan_carry.thread_id FOR UPDATE OF plan_carry`.execute(trx);
  return rows;
}

/** The next session that is planned and has a free line on its agenda. Locked. */
async function nextWithRoom({ trx, now }: WriteContext, roomId: string) {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM session WHERE room_id = ${roomId} AND starts_at > ${now}
      AND opened_at IS NULL AND ended_at IS NULL AND cancelled_at IS NULL
      AND (SELECT count(*) FROM agenda_item WHERE session_id = session.id) < ${agendaRows}
    ORDER BY starts_at, id LIMIT 1 FOR NO KEY UPDATE`.execute(trx);
  return rows[0];
}

/** At the end, but before the point in which commitments are made. */
async function putOnAgenda(
  { trx }: WriteContext,
  sessionId: string,
  { threadId, title }: { threadId: string; title: string },
): Promise<void> {
  const last = await trx
    .selectFrom('agenda_item')
    .where('session_id', '=', sessionId)
    .orderBy('position', 'desc')
    .select(['id', 'kind', 'position'])
    .executeTakeFirst();
  const before = last?.kind === 'commitments' ? last : null;
  const position = before?.position ?? (last ? last.position + 1 : 0);
  if (before)
    await trx
      .updateTable('agenda_item')
      .set({ position: position + 1 })
      .where('id', '=', before.id)
      .execute();
  await trx
    .insertInto('agenda_item')
    .values({
      ...{ id: newId<AgendaItemId>(), session_id: sessionId, position, minutes },
      ...{ kind: 'discussion', title, thread_id: threadId },
    })
    .execute();
}

/** "Bin card on every shelf: who checks them at night?", on one line. */
function titleOf(headline: string, words: string): string {
  const title = [headline, words]
    .map((part) => part.replaceAll(/\s+/g, ' ').trim())
    .filter(Boolean)
    .join(': ');
  return title.length > longestTitle ? `${title.slice(0, longestTitle - 1).trimEnd()}…` : title || '…';
}

/** The words with which a thread began were changed or taken away: on agendas that are still ahead too. */
export async function nameOnAgenda(
  ctx: WriteContext,
  { threadId, cardId, room }: ThreadAccess,
  words: string,
): Promise<void> {
  const title = titleOf(await headlineOf(ctx, room.roomId, cardId), words);
  await sql`UPDATE agenda_item SET title = ${title} FROM session
    WHERE session.id = agenda_item.session_id AND session.opened_at IS NULL
      AND agenda_item.thread_id = ${threadId}`.execute(ctx.trx);
}

/** A thread that goes away leaves the agendas that are still ahead. */
export async function leaveAgenda({ trx }: WriteContext, threadId: string): Promise<void> {
  await sql`DELETE FROM agenda_item USING session
    WHERE session.id = agenda_item.session_id AND session.opened_at IS NULL
      AND agenda_item.thread_id = ${threadId}`.execute(trx);
}
