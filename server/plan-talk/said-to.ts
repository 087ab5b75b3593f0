import type { SaidToYou } from '#domain/plan/talk.ts';
import type { ReadContext } from '../context.ts';
import { isOpen } from './queries.ts';

const days = 30;
const most = 5;

/**
 * Comments of the last month that name the reader, in open threads of rooms they are in now, to which they have said nothing since; the
 * latest first. It needs no address: who has none finds here what others also get by mail.
 */
export async function saidTo({ db, actor, now }: ReadContext): Promise<SaidToYou[]> {
  return db
    .selectFrom('plan_mention')
    .innerJoin('plan_comment', 'plan_comment.id', 'plan_mention.comment_id')
    .innerJoin('plan_thread', 'plan_thread.id', 'plan_comment.thread_id')
    .innerJoin('room', 'room.id', 'plan_thread.room_id')
    .innerJoin('room_member', (join) =>
      join.onRef('room_member.room_id', '=', 'room.id').on('room_member.person_id', '=', actor.personId),
    )
    .innerJoin('person', 'person.id', 'plan_comment.by')
    .where('plan_mention.person_id', '=', actor.personId)
    .where('plan_comment.by', '<>', actor.personId)
    .where('plan_comment.taken_away_at', 'is', null)
    .where('plan_comment.at', '>', new Date(now.getTime() - days * 86_400_000))
    .where(isOpen)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('plan_comment as mine')
            .whereRef('mine.thread_id', '=', 'plan_thread.id')
            .where('mine.by', '=', actor.personId)
            .whereRef('mine.at', '>', 'plan_comment.at')
            .select('mine.id'),
        ),
      ),
    )
    .orderBy('plan_comment.at', 'desc')
    .orderBy('plan_comment.id')
    .limit(most)
    .select([
      ...(['plan_comment.id', 'plan_comment.text', 'plan_comment.lang', 'plan_comment.at'] as const),
      ...(['plan_thread.room_id as roomId', 'plan_thread.card_id as cardId'] as const),
      ...(['room.name as room', 'person.name as by'] as const),
    ])
    .execute();
}
