import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { JsonValue } from '../db/tables.ts';

/** A `/live` topic: also the key of SvelteKit's `depends()`. */
export type Topic = `room:${string}` | `session:${string}` | `person:${string}`;

/**
 * Tells open pages that `topic` changed, when the transaction commits. `data` travels along only where everybody
 * on the topic may see it (a session's topic).
 */
export async function notifyLive(trx: Tx, topic: Topic, at: Date, data?: JsonValue): Promise<void> {
  const { version } = await trx
    .insertInto('live_event')
    .values({
      version: sql<number>`nextval('live_version')`,
      topic,
      at,
      data: data === undefined ? null : JSON.stringify(data),
    })
    .returning('version')
    .executeTakeFirstOrThrow();
  // NOTIFY carries under 8,000 bytes: the row has the data, the notice only says where to look.
  await sql`SELECT pg_notify('live', ${JSON.stringify({ version, topic })})`.execute(trx);
}

/** Rights of a person changed, or a sign-in ended: sockets are re-checked and calls closed at commit. */
export async function notifyRights(
  trx: Tx,
  change: { personId?: string; authSessionId?: string; roomId?: string },
): Promise<void> {
  await sql`SELECT pg_notify('rights', ${JSON.stringify(change)})`.execute(trx);
}
