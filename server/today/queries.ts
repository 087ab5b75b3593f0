import { sql } from 'kysely';
import type { ReadContext } from '../context.ts';

/** Days before its date from which a report-back is shown as coming. */
const ahead = 7;

/**
 * How many report-backs the actor owes, late or due within a week, and in which rooms. A day is the room's:
 * "today" in Kigali is not yet today in Dakar.
 */
export async function counts({ db, actor, now }: ReadContext) {
  const rows = await db
    .selectFrom('commitment')
    .innerJoin('room', 'room.id', 'commitment.room_id')
    .innerJoin('room_member', (join) =>
      join.onRef('room_member.room_id', '=', 'room.id').on('room_member.person_id', '=', actor.personId),
    )
    .leftJoin('report_back', (join) =>
      join
        .onRef('report_back.commitment_id', '=', 'commitment.id')
        .onRef('report_back.report_on', '=', 'commitment.report_on'),
    )
    .leftJoin('pause', (join) =>
      join.onRef('pause.commitment_id', '=', 'commitment.id').on('pause.ended_at', 'is', null),
    )
    .where('commitment.owner_id', '=', actor.personId)
    .where('report_back.id', 'is', null)
    .where('pause.id', 'is', null)
    .where(
      sql<boolean>`commitment.report_on <= (${now}::timestamptz AT TIME ZONE room.zone)::date + ${ahead}::int`,
    )
    .select('commitment.room_id')
    .execute();
  return { commitments: rows.length, roomsDue: [...new Set(rows.map((row) => row.room_id))] };
}
