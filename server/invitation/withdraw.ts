import type { WriteContext } from '../context.ts';

/**
 * Takes back the open links that somebody gave out, to a room, an institution or a network, or all that lead through an
 * institution, or a room's links for many. Whoever calls it has proved the right. Answers how many those were.
 */
export async function withdraw(
  { trx, actor, now }: WriteContext,
  what: { madeBy?: string; roomId?: string; institutionId?: string; networkId?: string; many?: true },
): Promise<number> {
  const { madeBy, roomId, institutionId, networkId, many } = what;
  if (!madeBy && !institutionId && !(many && roomId)) throw new Error('Say whose links are taken back');
  const { numUpdatedRows } = await trx
    .updateTable('invitation')
    .set({ revoked_by: actor.personId, revoked_at: now })
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .$if(madeBy !== undefined, (query) => query.where('made_by', '=', madeBy!))
    .$if(roomId !== undefined, (query) => query.where('room_id', '=', roomId!))
    .$if(institutionId !== undefined, (query) => query.where('institution_id', '=', institutionId!))
    .$if(networkId !== undefined, (query) => query.where('network_id', '=', networkId!))
    .$if(many === true, (query) => query.where('many', '=', true))
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
