import type { AuditKind } from '#domain/audit/audit.ts';
import { newId } from '#domain/ids.ts';
import type { JsonValue } from '../db/tables.ts';
import type { Tx } from '../db/database.ts';

export interface Happening {
  kind: AuditKind;
  /** Who did it; null when nobody was signed in. */
  personId: string | null;
  at: Date;
  /** Whose administrators may read it; without a network it is the person's own. */
  networkId?: string;
  roomId?: string;
  /** From where: the network address and the browser's own words. */
  address?: string;
  device?: string;
  data?: { [key: string]: JsonValue };
}

/** Security happenings, apart from a room's events. The database itself refuses to change them. */
export const recordAudit = (trx: Tx, happening: Happening): Promise<void> => recordAudits(trx, [happening]);

/** Several at once, in one query. */
export async function recordAudits(trx: Tx, happenings: readonly Happening[]): Promise<void> {
  if (happenings.length === 0) return;
  await trx.insertInto('audit').values(happenings.map(toRow)).execute();
}

const toRow = (happening: Happening) => ({
  id: newId(),
  kind: happening.kind,
  person_id: happening.personId,
  network_id: happening.networkId ?? null,
  room_id: happening.roomId ?? null,
  address: happening.address ?? '',
  device: (happening.device ?? '').slice(0, 200),
  at: happening.at,
  data: JSON.stringify(happening.data ?? {}),
});
