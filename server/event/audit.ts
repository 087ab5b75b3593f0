import { newId } from '#domain/ids.ts';
import type { JsonValue } from '../db/tables.ts';
import type { Tx } from '../db/database.ts';

/** Security happenings, apart from a room's events; nobody changes them through the product. */
export async function recordAudit(
  trx: Tx,
  happening: { kind: string; personId: string | null; at: Date; data?: { [key: string]: JsonValue } },
): Promise<void> {
  await trx
    .insertInto('audit')
    .values({
      id: newId(),
      kind: happening.kind,
      person_id: happening.personId,
      at: happening.at,
      data: JSON.stringify(happening.data ?? {}),
    })
    .execute();
}
