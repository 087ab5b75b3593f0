import { isId } from '#domain/ids.ts';
import { sql } from 'kysely';
import type { ReadContext } from '../context.ts';

export interface Where {
  room?: string | undefined;
  session?: string | undefined;
  commitment?: string | undefined;
}

/**
 * Whether the actor was in the room that an address belongs to and lost it, or has another role there than before: then
 * "you are no longer in this room" tells them nothing new. Whoever never was there gets the same no as for what does not exist.
 */
export async function wasIn(
  { db, actor }: ReadContext,
  where: Where,
): Promise<'no_longer' | 'other_role' | null> {
  const at = Object.entries(where).find(([, id]) => id !== undefined && isId(id));
  if (!at) return null;
  const [kind, id] = at;
  const room = {
    room: sql`SELECT id FROM room WHERE id = ${id}`,
    session: sql`SELECT room_id AS id FROM session WHERE id = ${id}`,
    commitment: sql`SELECT room_id AS id FROM commitment WHERE id = ${id}`,
  }[kind];
  if (!room) return null;
  const me = actor.personId;
  const { rows } = await sql<{ was: boolean; changed: boolean }>`SELECT
      NOT EXISTS (SELECT FROM room_member WHERE room_id = room.id AND person_id = ${me})
      AND (EXISTS (SELECT FROM event WHERE subject_kind = 'person' AND subject_id = ${me}
          AND event.room_id = room.id AND kind IN ('person_left', 'person_removed', 'person_replaced'))
        OR EXISTS (SELECT FROM event WHERE event.room_id = room.id AND kind = 'institution_left'
          AND data -> 'people' @> jsonb_build_array(jsonb_build_object('personId', ${me}::text)))) AS was,
      EXISTS (SELECT FROM room_member WHERE room_id = room.id AND person_id = ${me})
      AND EXISTS (SELECT FROM event WHERE subject_kind = 'person' AND subject_id = ${me}
        AND event.room_id = room.id AND kind = 'person_changed') AS changed
    FROM (${room}) AS room`.execute(db);
  if (rows[0]?.was) return 'no_longer';
  return rows[0]?.changed ? 'other_role' : null;
}
