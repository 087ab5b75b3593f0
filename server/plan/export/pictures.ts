import { picturesIn } from '#domain/plan/note-outline.ts';
import type { Outline } from '#domain/plan/outline.ts';
import type { ReadContext } from '../../context.ts';

/** The bytes (JPEG) of pictures by their id. */
export type Pictures = Readonly<Record<string, Uint8Array>>;

/** So many pictures a file holds: more would be too large to send. The others are their descriptions. */
const mostPictures = 80;

/** The pictures in an outline's notes that have arrived, and are of its room. */
export async function picturesFor(
  { db }: Pick<ReadContext, 'db'>,
  roomId: string,
  { sections }: Pick<Outline, 'sections'>,
): Promise<Pictures> {
  const ids = sections.flatMap(({ cards }) => cards.flatMap(({ body }) => picturesIn(body)));
  if (ids.length === 0) return {};
  const rows = await db
    .selectFrom('image')
    .where('room_id', '=', roomId)
    .where('id', 'in', [...new Set(ids)].slice(0, mostPictures))
    .select(['id', 'bytes'])
    .execute();
  return Object.fromEntries(rows.map(({ id, bytes }) => [id, new Uint8Array(bytes)]));
}
