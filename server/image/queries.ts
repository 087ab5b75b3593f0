import { isId } from '#domain/ids.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';

/** The bytes of a picture, for members of its room. `not_found` for everybody else. */
export async function open({ db, actor }: ReadContext, imageId: string) {
  if (!isId(imageId)) throw notFound('image');
  const image = await db
    .selectFrom('image')
    .innerJoin('room_member', (join) =>
      join
        .onRef('room_member.room_id', '=', 'image.room_id')
        .on('room_member.person_id', '=', actor.personId),
    )
    .where('image.id', '=', imageId)
    .select(['image.bytes', 'image.sha256', 'image.width', 'image.height'])
    .executeTakeFirst();
  if (!image) throw notFound('image');
  return image;
}
