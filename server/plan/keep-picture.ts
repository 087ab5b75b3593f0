import type * as v from 'valibot';
import type { keepNotePicture } from '#domain/plan/picture.ts';
import { reading, type WriteContext } from '../context.ts';
import { waitForSame } from '../db/same-time.ts';
import { conflict, notFound } from '../errors.ts';
import { keepImage } from '../image/keep.ts';
import { roomAccess } from '../room/access.ts';

type Input = v.InferOutput<typeof keepNotePicture>;

const dayMs = 86_400_000;
/** Pictures of one person in one room on one day: far more than a walk through two hospitals. */
const mostADay = 200;

/** Keeps a picture for a room's notes, of somebody who may write in them. Sent again with the same id it is the same picture. */
export async function keepPicture(ctx: WriteContext, input: Input): Promise<{ image: string }> {
  const { trx, actor, now } = ctx;
  const access = await roomAccess(reading(ctx), input.roomId);
  if (!access.abilities.editPlan) throw notFound('room');
  await waitForSame(trx, input.id);
  if (await keptBefore(ctx, access.roomId, input.id)) return { image: input.id };
  const { today } = await trx
    .selectFrom('image')
    .where('room_id', '=', access.roomId)
    .where('made_by', '=', actor.personId)
    .where('made_at', '>', new Date(now.getTime() - dayMs))
    .select(({ fn }) => fn.countAll<number>().as('today'))
    .executeTakeFirstOrThrow();
  if (Number(today) >= mostADay) throw conflict('note_error_many_pictures');
  const bytes = new Uint8Array(await input.image.arrayBuffer());
  await keepImage(trx, { id: input.id, roomId: access.roomId, madeBy: actor.personId, at: now, bytes });
  return { image: input.id };
}

async function keptBefore({ trx, actor }: WriteContext, roomId: string, id: string): Promise<boolean> {
  const before = await trx
    .selectFrom('image')
    .where('id', '=', id)
    .select(['made_by', 'room_id'])
    .executeTakeFirst();
  if (!before) return false;
  if (before.made_by !== actor.personId || before.room_id !== roomId) throw notFound('image');
  return true;
}
