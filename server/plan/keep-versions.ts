import type { Clock } from '../context.ts';
import { inTransaction, sql, type Database } from '../db/database.ts';
import { keepVersion } from './versions.ts';

const atOnce = 200;

/**
 * Finds the plans to be kept: after a session that has ended, and after a day on which somebody wrote. Waits for what was written
 * to be projected, though not for ever. Each run may come twice or late. Answers how many it looked at.
 */
export async function keepVersions({ db, clock }: { db: Database; clock: Clock }): Promise<number> {
  const now = clock.now();
  const sessions = await afterSessions(db, now);
  for (const { id, document_id } of sessions)
    await inTransaction(db, async (trx) => {
      const kept = { documentId: document_id, kind: 'session' as const, at: now, sessionId: id };
      const version = await keepVersion(trx, kept);
      await trx
        .updateTable('session')
        .set({ plan_version_id: version.id })
        .where('id', '=', id)
        .where('plan_version_id', 'is', null)
        .execute();
    });
  const days = await afterDays(db, now);
  for (const { id } of days)
    await inTransaction(db, (trx) => keepVersion(trx, { documentId: id, kind: 'daily', at: now }));
  return sessions.length + days.length;
}

const afterSessions = async (db: Database, now: Date) => {
  const { rows } = await sql<{ id: string; document_id: string }>`
    SELECT session.id, document.id AS document_id FROM session
    JOIN document ON document.room_id = session.room_id AND document.kind = 'plan'
    WHERE session.plan_version_id IS NULL AND session.ended_at > ${new Date(now.getTime() - 7 * 86_400_000)}
      AND (projected_seq >= seq OR session.ended_at < ${new Date(now.getTime() - 120_000)})
    ORDER BY session.ended_at LIMIT ${atOnce}`.execute(db);
  return rows;
};

const afterDays = async (db: Database, now: Date) => {
  const { rows } = await sql<{ id: string }>`
    SELECT document.id FROM document JOIN room ON room.id = document.room_id
    WHERE document.kind = 'plan' AND unkept_since IS NOT NULL
      AND (unkept_since AT TIME ZONE room.zone)::date < (${now}::timestamptz AT TIME ZONE room.zone)::date
      AND (projected_seq >= seq OR (${now}::timestamptz AT TIME ZONE room.zone)::time > '00:15')
    LIMIT ${atOnce}`.execute(db);
  return rows;
};
