import { sql } from 'kysely';
import type { Tx } from './database.ts';

/** Makes two requests that carry the same id go one after the other: the second then finds what the first wrote. */
export async function waitForSame(trx: Tx, id: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${id}, 0))`.execute(trx);
}
