import { sql } from 'kysely';
import type { Tx } from './database.ts';

/** Until the end of this transaction no institution of the network leaves it or is joined to another. Many may hold this at once. */
export async function keepInstitutions(trx: Tx, networkId: string): Promise<void> {
  await sql`SELECT FROM network WHERE id = ${networkId} FOR SHARE`.execute(trx);
}

/**
 * One after the other: who takes institutions or administrators out of a network sees what the one before has done, and
 * nobody comes in through what is on its way out. Taken before any other row of the network.
 */
export async function changeNetwork(trx: Tx, networkId: string): Promise<void> {
  await sql`SELECT FROM network WHERE id = ${networkId} FOR NO KEY UPDATE`.execute(trx);
}
