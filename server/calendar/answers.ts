import type * as v from 'valibot';
import { isBeforeMove, type Answer, type SessionAnswer } from '#domain/calendar/calendar.ts';
import type { answerSession } from '#domain/calendar/schemas.ts';
import type { PersonId } from '#domain/ids.ts';
import { reading, type ReadContext, type WriteContext } from '../context.ts';
import { notifyLive } from '../live/notify.ts';
import { sessionAccess } from '../session/access.ts';

/**
 * Says whether the actor comes to a session, until it ends; the last word counts. Of a series, `later` says the same
 * to all that come after it. The room's members.
 */
export const answer =
  (via: 'page' | 'link') =>
  async (ctx: WriteContext, input: v.InferOutput<typeof answerSession>): Promise<void> => {
    const session = await sessionAccess(reading(ctx), input.sessionId, 'answer');
    const { trx, actor, now } = ctx;
    const concerned = await trx
      .selectFrom('session')
      .innerJoin('session as asked', (join) => join.on('asked.id', '=', session.sessionId))
      .where((eb) =>
        eb.or([
          eb('session.id', '=', session.sessionId),
          ...(input.extent === 'later'
            ? [
                eb.and([
                  eb('session.series_id', '=', eb.ref('asked.series_id')),
                  eb('session.starts_at', '>', eb.ref('asked.starts_at')),
                  eb('session.cancelled_at', 'is', null),
                  eb('session.ended_at', 'is', null),
                ]),
              ]
            : []),
        ]),
      )
      .select('session.id')
      .execute();
    const said = { answer: input.answer, at: now, via };
    await trx
      .insertInto('session_answer')
      .values(concerned.map(({ id }) => ({ session_id: id, person_id: actor.personId, ...said })))
      .onConflict((conflict) => conflict.columns(['session_id', 'person_id']).doUpdateSet(said))
      .execute();
    for (const { id } of concerned) await notifyLive(trx, `session:${id}`, now);
    await notifyLive(trx, `person:${actor.personId}`, now);
  };

/** What the room's people answered to a session, for all of them to see. */
export async function ofSession(ctx: ReadContext, sessionId: string): Promise<SessionAnswer[]> {
  const access = await sessionAccess(ctx, sessionId);
  const rows = await ctx.db
    .selectFrom('session_answer')
    .innerJoin('session', 'session.id', 'session_answer.session_id')
    .innerJoin('room_member', (join) =>
      join
        .onRef('room_member.room_id', '=', 'session.room_id')
        .onRef('room_member.person_id', '=', 'session_answer.person_id'),
    )
    .where('session_id', '=', access.sessionId)
    .select(['session_answer.person_id', 'answer', 'session_answer.at', 'moved_at'])
    .execute();
  return rows.map((row) => ({
    personId: row.person_id as PersonId,
    answer: row.answer as Answer,
    at: row.at,
    beforeMove: isBeforeMove(row.at, row.moved_at),
  }));
}
