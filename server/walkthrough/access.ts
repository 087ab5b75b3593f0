import { isId, type QuestionId, type RoomId, type SessionId, type WalkthroughId } from '#domain/ids.ts';
import { momentAbilities } from '#domain/moment/abilities.ts';
import type { Lang } from '#domain/person/lang.ts';
import { questionAbilities } from '#domain/question/abilities.ts';
import { walkthroughAbilities } from '#domain/walkthrough/abilities.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { roomAccess } from '../room/access.ts';
import { sessionAccess } from '../session/access.ts';

/** What the actor may do with walkthroughs, questions and moments of a session. `not_found` for who is no member. */
export async function walkAccess(ctx: Pick<ReadContext, 'db' | 'actor'>, sessionId: string) {
  if (!isId(sessionId)) throw notFound('session');
  const session = await ctx.db
    .selectFrom('session')
    .innerJoin('room', 'room.id', 'session.room_id')
    .leftJoin('walkthrough', (join) =>
      join.onRef('walkthrough.session_id', '=', 'session.id').on('walkthrough.ended_at', 'is', null),
    )
    .where('session.id', '=', sessionId)
    .select([
      'session.room_id',
      'room.lang as room_lang',
      'session.title',
      'session.ended_at',
      'session.cancelled_at',
      'session.current_question_id',
      'walkthrough.id as running_id',
      'walkthrough.walker_id',
      'walkthrough.hidden_at',
      'walkthrough.current_station_id',
    ])
    .executeTakeFirst();
  if (!session) throw notFound('session');
  // A guest proves the right to the session, and is lent what a guest needs of the room.
  const room = ctx.actor.guestOf
    ? (await sessionAccess(ctx, sessionId)).room
    : await roomAccess(ctx, session.room_id);
  const over = session.ended_at !== null || session.cancelled_at !== null;
  const facts = { over, walker: session.walker_id === ctx.actor.personId };
  return {
    sessionId: sessionId as SessionId,
    roomId: session.room_id as RoomId,
    title: session.title,
    institutionId: room.institutionId,
    roomAbilities: room.abilities,
    roomLang: session.room_lang as Lang,
    over,
    currentQuestionId: session.current_question_id as QuestionId | null,
    running: session.running_id as WalkthroughId | null,
    currentStationId: session.current_station_id,
    abilities: {
      walkthrough: walkthroughAbilities(room.abilities, facts),
      question: questionAbilities(room.abilities, facts),
      moment: momentAbilities(room.abilities, facts),
    },
  };
}
export type WalkAccess = Awaited<ReturnType<typeof walkAccess>>;
