import type { Clock } from '../context.ts';
import type { Database } from '../db/database.ts';

const keptMs = 366 * 24 * 3600 * 1000;

/** Each page that was ever opened has a client id: whose it was is forgotten after a year (decision 032). */
export async function forgetAuthors({ db, clock }: { db: Database; clock: Clock }): Promise<void> {
  const before = new Date(clock.now().getTime() - keptMs);
  await db.deleteFrom('document_author').where('at', '<', before).execute();
}
