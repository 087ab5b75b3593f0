import { newId, type PersonId, type SessionId } from '#domain/ids.ts';
import { roomAbilities } from '#domain/room/abilities.ts';
import type { RoomRole } from '#domain/room/room.ts';
import type { Database, Tx } from '../db/database.ts';
import { notifyLive } from '../live/notify.ts';

export interface Stay {
  sessionId: SessionId;
  personId: PersonId;
  /** The media server's name for this one stay. */
  participantSid: string;
}

/**
 * Somebody came into the call; the first opens the session. Written once a stay, whoever tells it and how often;
 * a stay that was told to be over before it began stays over.
 */
export async function arrive(trx: Tx, stay: Stay, at: Date): Promise<boolean> {
  const member = await placeIn(trx, stay);
  if (!member) return false;
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('attendance')
    .values({
      id: newId(),
      session_id: stay.sessionId,
      person_id: stay.personId,
      institution_id: member.institution_id,
      role: member.role ?? 'guest',
      participant_sid: stay.participantSid,
      joined_at: at,
    })
    .onConflict((conflict) => conflict.column('participant_sid').doNothing())
    .executeTakeFirst();
  if (!numInsertedOrUpdatedRows) return true;
  if (!member.opened_at) await open(trx, stay, member, at);
  await notifyLive(trx, `session:${stay.sessionId}`, at);
  return true;
}

async function open(
  trx: Tx,
  stay: Stay,
  { room_id, title, institution_id }: { room_id: string; title: string; institution_id: string | null },
  at: Date,
): Promise<void> {
  const opened = await trx
    .updateTable('session')
    .set({ opened_at: at })
    .where('id', '=', stay.sessionId)
    .where('opened_at', 'is', null)
    .executeTakeFirst();
  if (!opened.numUpdatedRows) return;
  await trx
    .insertInto('event')
    .values({
      id: newId(),
      room_id,
      kind: 'session_opened',
      subject_kind: 'session',
      subject_id: stay.sessionId,
      by: stay.personId,
      institution_id,
      at,
      data: JSON.stringify({ title }),
    })
    .execute();
  await notifyLive(trx, `room:${room_id}`, at);
}

/** Somebody's stay is over; their hand goes down when it was the last one. Unknown stays are nothing to do. */
export async function depart(trx: Tx, participantSid: string, at: Date): Promise<void> {
  const ended = await trx
    .updateTable('attendance')
    .set({ left_at: at })
    .where('participant_sid', '=', participantSid)
    .where('left_at', 'is', null)
    .returning(['session_id', 'person_id'])
    .executeTakeFirst();
  if (!ended) return;
  const still = await trx
    .selectFrom('attendance')
    .where('session_id', '=', ended.session_id)
    .where('person_id', '=', ended.person_id)
    .where('left_at', 'is', null)
    .select('id')
    .executeTakeFirst();
  if (!still)
    await trx
      .deleteFrom('hand')
      .where('session_id', '=', ended.session_id)
      .where('person_id', '=', ended.person_id)
      .execute();
  await notifyLive(trx, `session:${ended.session_id}`, at);
}

export type PlaceInCall = 'out' | 'listens' | 'speaks';

/** Whether the media server may let this person into this session's call, and with a voice. */
export async function placeInCall(
  db: Database | Tx,
  sessionId: string,
  personId: string,
): Promise<PlaceInCall> {
  const place = await placeIn(db, { sessionId, personId });
  if (!place || place.removed_at) return 'out';
  // A guest who was let in has no role in the room.
  const role = place.role as RoomRole | null;
  return role === null || roomAbilities({ role, networkRoles: [] }).speak ? 'speaks' : 'listens';
}

export const mayBeIn = async (db: Database | Tx, sessionId: string, personId: string): Promise<boolean> =>
  (await placeInCall(db, sessionId, personId)) !== 'out';

/**
 * The session that is not over, with the place in it: of a member of its room the role and institution, of a guest who
 * was let in neither; undefined for everybody else.
 */
const placeIn = (db: Database | Tx, { sessionId, personId }: { sessionId: string; personId: string }) =>
  db
    .selectFrom('session')
    .leftJoin('room_member', (join) =>
      join.onRef('room_member.room_id', '=', 'session.room_id').on('room_member.person_id', '=', personId),
    )
    .leftJoin('guest_admission', (join) =>
      join
        .onRef('guest_admission.session_id', '=', 'session.id')
        .on('guest_admission.person_id', '=', personId)
        .on('guest_admission.admitted_at', 'is not', null),
    )
    .leftJoin('session_removal', (join) =>
      join
        .onRef('session_removal.session_id', '=', 'session.id')
        .on('session_removal.person_id', '=', personId),
    )
    .where('session.id', '=', sessionId)
    .where('session.ended_at', 'is', null)
    .where('session.cancelled_at', 'is', null)
    .where((eb) =>
      eb.or([eb('room_member.person_id', 'is not', null), eb('guest_admission.person_id', 'is not', null)]),
    )
    .select(['session.room_id', 'session.title', 'session.opened_at', 'session_removal.at as removed_at'])
    .select(['room_member.institution_id', 'room_member.role'])
    .executeTakeFirst();
