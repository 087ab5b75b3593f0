import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { DB } from './tables.ts';

export type Database = Kysely<DB>;
export type Tx = Transaction<DB>;

// Days (due, report-back) are days, not instants: never through a Date. bigint sequences stay below 2^53.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Opens a pool of at most `max` connections. Ends with `kysely.destroy()`. */
export function openDatabase(
  url: string,
  { max = 10 }: { max?: number } = {},
): {
  pool: pg.Pool;
  kysely: Database;
} {
  // Transactions that wait for a second connection, all of them used, must give up rather than wait for each other for ever.
  const pool = new pg.Pool({ connectionString: url, max, connectionTimeoutMillis: 10_000 });
  // A connection that dies while idle is replaced; without a listener it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return { pool, kysely: new Kysely<DB>({ dialect: new PostgresDialect({ pool }) }) };
}

const DEADLOCK = '40P01';

/**
 * Runs `work` in one transaction. Rolled back when it throws. Of two transactions that wait for each other Postgres ends one:
 * that one starts again, and finds what the other has done.
 */
export async function inTransaction<T>(db: Database, work: (trx: Tx) => Promise<T>): Promise<T> {
  for (let again = 2; ; again -= 1)
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if ((error as { code?: string }).code !== DEADLOCK || again === 0) throw error;
    }
}

export { sql };
