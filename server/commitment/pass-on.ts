import { isClosed } from '#domain/commitment/commitment.ts';
import { reading, type WriteContext } from '../context.ts';
import { askOwner } from './commands.ts';
import { itemsWhere } from './rows.ts';
import { tell } from './tell.ts';

/**
 * Hands what one member of a room has promised and not yet done over to another of the same institution, who is asked
 * to accept it; answers how many. Whoever calls it has proved the right to change the room's people.
 */
export async function passOn(
  ctx: WriteContext,
  { roomId, fromId, toId }: { roomId: string; fromId: string; toId: string },
): Promise<number> {
  const { trx } = ctx;
  const to = await trx
    .selectFrom('room_member')
    .innerJoin('person', 'person.id', 'room_member.person_id')
    .where('room_id', '=', roomId)
    .where('person_id', '=', toId)
    .where('role', '<>', 'observer')
    .select(['institution_id', 'person.name'])
    .executeTakeFirst();
  if (!to) return 0;
  const items = await itemsWhere(reading(ctx), (eb) =>
    eb.and([eb('commitment.room_id', '=', roomId), eb('commitment.owner_id', '=', fromId)]),
  );
  const open = items.filter((item) => !isClosed(item.state) && item.institution.id === to.institution_id);
  for (const item of open) {
    await trx.updateTable('commitment').set({ owner_id: toId }).where('id', '=', item.id).execute();
    await trx.deleteFrom('acceptance').where('commitment_id', '=', item.id).execute();
    await tell(ctx, {
      ...{ kind: 'commitment_handed_over', commitmentId: item.id, people: [fromId] },
      data: { from: item.owner.name, to: to.name },
    });
    await askOwner(ctx, { ...item, ownerId: toId, roomId });
  }
  return open.length;
}
