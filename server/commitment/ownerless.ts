import { sql, type SqlBool } from 'kysely';
import { isClosed, type CommitmentItem } from '#domain/commitment/commitment.ts';
import type { ReadContext } from '../context.ts';
import { roomAccess } from '../room/access.ts';
import { itemsWhere } from './rows.ts';

/**
 * Open commitments whose owner is no longer in the room for the institution that promised: somebody must take them on.
 * Those of an institution that left stand as they are. Members of the room.
 */
export async function ownerless(ctx: ReadContext, roomId: string): Promise<CommitmentItem[]> {
  const access = await roomAccess(ctx, roomId);
  const items = await itemsWhere(
    ctx,
    () => sql<SqlBool>`commitment.room_id = ${access.roomId} AND NOT EXISTS (
      SELECT FROM room_member m WHERE m.room_id = commitment.room_id AND m.person_id = commitment.owner_id
        AND m.institution_id = commitment.institution_id AND m.role <> 'observer')
      AND NOT EXISTS (SELECT FROM room_institution i WHERE i.room_id = commitment.room_id
        AND i.institution_id = commitment.institution_id AND i.left_at IS NOT NULL)`,
  );
  return items.filter((item) => !isClosed(item.state));
}
