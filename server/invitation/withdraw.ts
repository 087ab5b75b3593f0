import type { WriteContext } from '../context.ts';

/**
 * Takes back the open links that somebody gave out, to a room, an institution or a network, or all that lead through an
 * institution. Whoever calls it has proved the right.
 */
export async function withdraw(
  { trx, actor, now }: WriteContext,
  what: { madeBy?: string; roomId?: string; institutionId?: string; networkId?: string },
): Promise<void> {
  const { madeBy, roomId, institutionId, networkId } = what;
  if (!madeBy && !institutionId) throw new Error('Say whose links are taken back');
  await trx
    .updateTable('invitation')
    .set({ revoked_by: actor.personId, revoked_at: now })
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .$if(madeBy !== undefined, (query) => query.where('made_by', '=', madeBy!))
    .$if(roomId !== undefined, (query) => query.where('room_id', '=', roomId!))
    .$if(institutionId !== undefined, (query) => query.where('institution_id', '=', institutionId!))
    .$if(networkId !== undefined, (query) => query.where('network_id', '=', networkId!))
    .execute();
}
