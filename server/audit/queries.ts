import { sql, type RawBuilder } from 'kysely';
import type { AuditItem, AuditKind } from '#domain/audit/audit.ts';
import { isId, type NetworkId } from '#domain/ids.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';

export interface AuditFilters {
  kind?: AuditKind | undefined;
  /** Who did it, or whom it concerns. */
  personId?: string | undefined;
  /** 'YYYY-MM-DD', a day in the reader's zone. */
  day?: string | undefined;
  /** The last one of the page before. */
  after?: string | undefined;
}

const pageSize = 50;
/** A file as long as a spreadsheet opens with ease. */
const fileSize = 50_000;

/**
 * What concerns the network, newest first, fifty at a time: changes of rights there, and the sign-ins of those who look
 * after it. Administrators only.
 */
export async function ofNetwork(
  ctx: ReadContext,
  networkId: NetworkId,
  filters: AuditFilters = {},
): Promise<{ items: AuditItem[]; next: string | null }> {
  if (!networkAbilities(ctx.actor, networkId).seeAudit) throw notFound('network');
  const rows = await rowsOf(ctx, networkId, filters, pageSize + 1);
  const items = rows.slice(0, pageSize).map(toItem);
  return { items, next: rows.length > pageSize ? (items.at(-1)?.id ?? null) : null };
}

/** The same for a file. The caller has recorded that it was opened. */
export async function allOfNetwork(ctx: ReadContext, networkId: NetworkId, filters: AuditFilters) {
  if (!networkAbilities(ctx.actor, networkId).seeAudit) throw notFound('network');
  return (await rowsOf(ctx, networkId, filters, fileSize)).map(toItem);
}

/** The newest of what the actor did, and of what was done to them. */
export async function ofMe(ctx: ReadContext, { limit = 30 } = {}): Promise<AuditItem[]> {
  const me = ctx.actor.personId;
  const rows = await shown(
    ctx,
    sql`(SELECT * FROM audit WHERE person_id = ${me} ORDER BY at DESC, id DESC LIMIT ${limit})
      UNION (SELECT * FROM audit WHERE data ->> 'subjectId' = ${me} ORDER BY at DESC, id DESC LIMIT ${limit})`,
    limit,
  );
  return rows.map(toItem);
}

interface Row {
  id: string;
  kind: string;
  at: Date;
  by_name: string | null;
  by_id: string | null;
  subject: string | null;
  subject_id: string | null;
  institution: string | null;
  room: string | null;
  role: string | null;
  was: string | null;
  address: string;
  device: string;
}

// Two walks down two indexes, each short: what happened in the network, and how those came in who look after it.
const rowsOf = (ctx: ReadContext, networkId: NetworkId, filters: AuditFilters, limit: number) => {
  const where = conditions(ctx, filters);
  return shown(
    ctx,
    sql`(SELECT * FROM audit WHERE network_id = ${networkId} ${where} ORDER BY at DESC, id DESC LIMIT ${limit})
      UNION ALL (SELECT * FROM audit WHERE network_id IS NULL AND person_id IN (
        SELECT person_id FROM network_member WHERE network_id = ${networkId}) ${where}
        ORDER BY at DESC, id DESC LIMIT ${limit})`,
    limit,
  );
};

function conditions(
  { actor }: ReadContext,
  { kind, personId, day, after }: AuditFilters,
): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [];
  if (kind) parts.push(sql`AND kind = ${kind}`);
  if (personId)
    parts.push(
      isId(personId)
        ? sql`AND (person_id = ${personId} OR data ->> 'subjectId' = ${personId})`
        : sql`AND false`,
    );
  if (day)
    parts.push(sql`AND at >= (${day}::date)::timestamp AT TIME ZONE ${actor.zone}
      AND at < (${day}::date + 1)::timestamp AT TIME ZONE ${actor.zone}`);
  if (after && isId(after)) parts.push(sql`AND (at, id) < (SELECT at, id FROM audit WHERE id = ${after})`);
  return sql.join(parts, sql` `);
}

async function shown({ db }: ReadContext, found: RawBuilder<unknown>, limit: number): Promise<Row[]> {
  const { rows } = await sql<Row>`SELECT a.id, a.kind, a.at, by.name AS by_name, by.id AS by_id,
      subject.name AS subject, subject.id AS subject_id, i.name AS institution, room.name AS room,
      a.data ->> 'role' AS role, a.data ->> 'was' AS was, a.address, a.device
    FROM (${found}) AS a
      LEFT JOIN person AS by ON by.id = a.person_id
      LEFT JOIN person AS subject ON subject.id = (a.data ->> 'subjectId')::uuid
      LEFT JOIN institution AS i ON i.id = (a.data ->> 'institutionId')::uuid
      LEFT JOIN room ON room.id = a.room_id
    ORDER BY a.at DESC, a.id DESC LIMIT ${limit}`.execute(db);
  return rows;
}

const toItem = ({ by_name, by_id, subject_id, kind, ...row }: Row): AuditItem => ({
  ...row,
  kind: kind as AuditKind,
  by: by_name,
  byId: by_id,
  subjectId: subject_id,
});
