import type { ExpressionBuilder } from 'kysely';
import type { DB } from '../db/tables.ts';

/** Everybody is; a guest only while their session is not over and nobody took them out of it. */
export const stillWelcome = (eb: ExpressionBuilder<DB, 'person'>) =>
  eb.or([
    eb('guest_of', 'is', null),
    eb.exists(
      eb
        .selectFrom('session')
        .leftJoin('session_removal', (join) =>
          join
            .onRef('session_removal.session_id', '=', 'session.id')
            .onRef('session_removal.person_id', '=', 'person.id'),
        )
        .whereRef('session.id', '=', 'person.guest_of')
        .where('ended_at', 'is', null)
        .where('cancelled_at', 'is', null)
        .where('session_removal.at', 'is', null)
        .select('session.id'),
    ),
  ]);
