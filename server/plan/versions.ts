import { dayAt } from '#domain/commitment/days.ts';
import { newId } from '#domain/ids.ts';
import type { PlanVersionId, VersionKind } from '#domain/plan/versions.ts';
import { sql, type Tx } from '../db/database.ts';
import { lockPlan, presentPlan, type PresentPlan } from './present.ts';

export interface Kept {
  id: PlanVersionId;
  hash: string;
}

/**
 * Keeps the plan of a document as it is now. What the last version has already is not kept twice, and never the same content
 * twice for one day.
 */
export async function keepVersion(
  trx: Tx,
  { documentId, kind, at, sessionId = null }: KeepVersion,
): Promise<Kept> {
  await lockPlan(trx, documentId);
  const present = await presentPlan(trx, documentId, at);
  const last = await lastVersion(trx, documentId);
  const same = last?.hash === present.hash && kind !== 'signed';
  const kept = same ? last : await insert(trx, present, { kind, at, sessionId, since: last?.at ?? null });
  await trx
    .updateTable('document')
    .set({ unkept_since: null })
    .where('id', '=', documentId)
    .where('unkept_since', 'is not', null)
    .execute();
  return { id: kept.id as PlanVersionId, hash: present.hash };
}

interface KeepVersion {
  documentId: string;
  kind: VersionKind;
  at: Date;
  sessionId?: string | null;
}

const lastVersion = (trx: Tx, documentId: string) =>
  trx
    .selectFrom('plan_version')
    .where('document_id', '=', documentId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .select(['id', 'hash', 'at'])
    .executeTakeFirst();

async function insert(
  trx: Tx,
  present: PresentPlan,
  {
    kind,
    at,
    sessionId,
    since,
  }: { kind: VersionKind; at: Date; sessionId: string | null; since: Date | null },
): Promise<{ id: string }> {
  const { documentId, seq, hash, content, zone } = present;
  return trx
    .insertInto('plan_version')
    .values({
      ...{ id: newId(), document_id: documentId, kind, at, seq, hash, session_id: sessionId },
      day: kind === 'daily' ? await dayOfLastChange(trx, documentId, zone, at) : dayAt(at, zone),
      content: JSON.stringify(content),
      contributors: await contributors(trx, documentId, since),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['document_id', 'day', 'hash'])
        .where('jointly_signed_at', 'is', null)
        .doUpdateSet({
          kind: sql<string>`CASE WHEN excluded.kind = 'daily' OR plan_version.kind = 'signed' THEN plan_version.kind ELSE excluded.kind END`,
          session_id: sql<string>`coalesce(plan_version.session_id, excluded.session_id)`,
        }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
}

/** A day is over when this runs: the version stands for the day on which somebody last wrote. */
async function dayOfLastChange(trx: Tx, documentId: string, zone: string, now: Date): Promise<string> {
  const last = await trx
    .selectFrom('plan_change')
    .where('document_id', 'in', ofTheRoom(trx, documentId))
    .orderBy('at', 'desc')
    .limit(1)
    .select('at')
    .executeTakeFirst();
  return dayAt(last?.at ?? now, zone);
}

async function contributors(trx: Tx, documentId: string, since: Date | null): Promise<string[]> {
  const rows = await trx
    .selectFrom('plan_change')
    .where('document_id', 'in', ofTheRoom(trx, documentId))
    .$if(since !== null, (query) => query.where('at', '>', since!))
    .where('person_id', 'is not', null)
    .groupBy('person_id')
    .orderBy((eb) => eb.fn.count('seq'), 'desc')
    .limit(100)
    .select('person_id')
    .execute();
  return rows.map((row) => row.person_id!);
}

/** The plan's document and that of its notes. */
const ofTheRoom = (trx: Tx, documentId: string) =>
  trx
    .selectFrom('document')
    .innerJoin('document as plan', 'plan.room_id', 'document.room_id')
    .where('plan.id', '=', documentId)
    .select('document.id');
