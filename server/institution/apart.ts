import type { NetworkId } from '#domain/ids.ts';
import type { keepApart } from '#domain/institution/schemas.ts';
import type * as v from 'valibot';
import { reading, type ReadContext, type WriteContext } from '../context.ts';
import { sql, type Tx } from '../db/database.ts';
import { conflict, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { institutionAccess } from './access.ts';

/**
 * Says that two institutions that look like one are two: nobody is asked about them again. They can still be joined by
 * hand. For those who look after the network.
 */
export async function apart(ctx: WriteContext, input: v.InferOutput<typeof keepApart>): Promise<void> {
  const { trx, actor, now } = ctx;
  if (input.oneId === input.otherId) throw conflict('error_merge_same');
  const one = await institutionAccess(reading(ctx), input.oneId, 'merge');
  const other = await institutionAccess(reading(ctx), input.otherId, 'merge');
  if (one.networkId !== other.networkId) throw notFound('institution');
  const [first, second] = [input.oneId, input.otherId].sort();
  const written = await trx
    .insertInto('institution_apart')
    .values({ one_id: first!, other_id: second!, said_at: now })
    .onConflict((twice) => twice.doNothing())
    .returning('one_id')
    .executeTakeFirst();
  if (!written) return;
  await recordAudit(trx, {
    ...{ kind: 'institutions_kept_apart', personId: actor.personId, at: now, networkId: one.networkId },
    data: { institutionId: input.oneId, otherId: input.otherId },
  });
}

/** The pairs of a network that somebody said are two, as `perhapsSame` names them. */
export async function apartIn(db: ReadContext['db'], networkId: NetworkId): Promise<string[]> {
  const rows = await db
    .selectFrom('institution_apart')
    .innerJoin('institution', 'institution.id', 'institution_apart.one_id')
    .where('institution.network_id', '=', networkId)
    .select(['one_id', 'other_id'])
    .execute();
  return rows.map((row) => `${row.one_id} ${row.other_id}`);
}

/** After a merge: whom the one that goes is not, the one that stays is not either. */
export async function moveApart(
  trx: Tx,
  { keepId, goneId }: { keepId: string; goneId: string },
): Promise<void> {
  await sql`INSERT INTO institution_apart (one_id, other_id, said_at)
    SELECT least(other, ${keepId}::uuid), greatest(other, ${keepId}::uuid), said_at FROM (
      SELECT CASE WHEN one_id = ${goneId} THEN other_id ELSE one_id END AS other, said_at
      FROM institution_apart WHERE ${goneId} IN (one_id, other_id)) AS said
    WHERE other <> ${keepId} ON CONFLICT DO NOTHING`.execute(trx);
  await sql`DELETE FROM institution_apart WHERE ${goneId} IN (one_id, other_id)`.execute(trx);
}
