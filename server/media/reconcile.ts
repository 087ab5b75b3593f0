import type { SessionId } from '#domain/ids.ts';
import type { Clock } from '../context.ts';
import { inTransaction, type Database } from '../db/database.ts';
import { notifyLive, notifyRights } from '../live/notify.ts';
import { arrive, depart, mayBeIn } from '../session/attendance.ts';
import { mediaRoomOf } from './call-server.ts';
import type { RoomControl } from './room-control.ts';
import { stayOf } from './webhooks.ts';

/** A call that everybody left without ending it ends by itself this long after its planned end. */
const forgottenAfterMs = 60 * 60_000;

/** Compares who is written as present with who is in the calls, and sets the rows and the calls right. */
export async function reconcile({
  db,
  clock,
  control,
}: {
  db: Database;
  clock: Clock;
  control: RoomControl;
}): Promise<void> {
  const written = await db
    .selectFrom('attendance')
    .where('left_at', 'is', null)
    .select(['session_id', 'participant_sid'])
    .execute();
  const sessions = new Set([...written.map((row) => row.session_id), ...(await control.sessions())]);
  for (const sessionId of sessions) {
    const present = await control.people(sessionId);
    const sids = new Set(present.map((participant) => participant.sid));
    for (const participant of present) await settle(participant, sessionId);
    for (const row of written)
      if (row.session_id === sessionId && !sids.has(row.participant_sid))
        await inTransaction(db, (trx) => depart(trx, row.participant_sid, clock.now()));
  }
  await endForgotten(db, clock.now());

  async function settle(participant: { identity: string; sid: string }, sessionId: string): Promise<void> {
    const stay = stayOf(mediaRoomOf(sessionId), participant);
    if (stay && (await mayBeIn(db, sessionId, stay.personId)))
      await inTransaction(db, (trx) => arrive(trx, stay, clock.now()));
    else await control.remove(sessionId, participant.identity);
  }
}

async function endForgotten(db: Database, now: Date): Promise<void> {
  const open = await db
    .selectFrom('session')
    .where('opened_at', 'is not', null)
    .where('ended_at', 'is', null)
    .where('starts_at', '<', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('attendance')
            .whereRef('attendance.session_id', '=', 'session.id')
            .where('left_at', 'is', null)
            .select('id'),
        ),
      ),
    )
    .select(['id', 'room_id', 'starts_at', 'minutes'])
    .execute();
  for (const session of open) {
    if (session.starts_at.getTime() + session.minutes * 60_000 + forgottenAfterMs > now.getTime()) continue;
    await inTransaction(db, async (trx) => {
      await trx
        .updateTable('session')
        .set({ ended_at: now })
        .where('id', '=', session.id as SessionId)
        .where('ended_at', 'is', null)
        .execute();
      await notifyLive(trx, `session:${session.id}`, now);
      await notifyLive(trx, `room:${session.room_id}`, now);
      // Its guests are gone with it.
      await notifyRights(trx, { roomId: session.room_id });
    });
  }
}
