import type { Tx } from '../db/database.ts';
import { notifyRights } from '../live/notify.ts';

/** Ends every sign-in of a person, but for `except`; their sockets close at commit. Answers how many. */
export async function endSignIns(trx: Tx, personId: string, except = ''): Promise<number> {
  const ended = await trx
    .deleteFrom('auth_session')
    .where('person_id', '=', personId)
    .where('id', '<>', except)
    .returning('id')
    .execute();
  for (const { id } of ended) await notifyRights(trx, { authSessionId: id });
  return ended.length;
}
