import { inTransaction, type Database } from '../db/database.ts';
import { forgetGoodbyes } from './delete.ts';

const DAY = 24 * 3600 * 1000;

/** Forgets what is over: last mails that were sent, tries that do not count any more, links a week after their end. */
export const forgetAccounts = ({ db, now }: { db: Database; now: Date }): Promise<void> =>
  inTransaction(db, async (trx) => {
    await forgetGoodbyes(trx);
    await trx.deleteFrom('rate_limit').where('expire', '<', now.getTime()).execute();
    await trx
      .deleteFrom('account_token')
      .where('expires_at', '<', new Date(now.getTime() - 7 * DAY))
      .execute();
  });
