import type { AuditKind } from '#domain/audit/audit.ts';
import { networkOf } from '../auth/entering.ts';
import type { WriteContext } from '../context.ts';
import type { JsonValue } from '../db/tables.ts';
import { recordAudit } from '../event/audit.ts';

/** Tells the audit what the actor did with an account, and from where. */
export async function auditOwn(
  { trx, actor, now }: WriteContext,
  kind: AuditKind,
  /** Somebody else's account that was helped. */
  about: { of?: string; data?: { [key: string]: JsonValue } } = {},
): Promise<void> {
  const place = await networkOf(trx, about.of ?? actor.personId);
  const { data } = about;
  await recordAudit(trx, {
    ...{ kind, personId: actor.personId, at: now },
    ...{ ...place, ...actor.from, ...(data ? { data } : {}) },
  });
}
